import { Text } from '@backstage/ui';
import { RiBroadcastLine, RiCodeSSlashLine } from '@remixicon/react';
import { z } from 'zod';
import { SearchItem, type Highlight } from './SearchItem';

/** What the collator of operations and channels keeps of each. */
const documentSchema = z.object({
  title: z.string(),
  text: z.string(),
  location: z.string(),
  environment: z.string(),
  service: z.string(),
  kind: z.enum(['operation', 'webhook', 'channel']),
});

interface OperationSearchItemProps {
  /** A document of type `remote-env-operation`. */
  result?: unknown;
  highlight?: Highlight;
}

/** An operation or a channel of a registered service among the results of a search; leads to it and not to its service. */
export function OperationSearchItem(props: OperationSearchItemProps) {
  const { data } = documentSchema.safeParse(props.result);
  return data ? (
    <SearchItem
      found={data}
      highlight={props.highlight}
      icon={
        data.kind === 'channel' ? <RiBroadcastLine /> : <RiCodeSSlashLine />
      }
    >
      <Text variant="body-small" color="secondary">
        {data.environment} / {data.service}
      </Text>
    </SearchItem>
  ) : null;
}
