import { Text } from '@backstage/ui';
import { RiPlugLine } from '@remixicon/react';
import { z } from 'zod';
import { EndBadge } from '../EndBadge';
import { KindBadges } from '../KindBadges';
import { SearchItem, type Highlight } from './SearchItem';

/** What the collator of remote services keeps of each. */
const documentSchema = z.object({
  title: z.string(),
  text: z.string(),
  location: z.string(),
  environment: z.string(),
  kinds: z.array(z.enum(['api', 'events'])),
  endsOn: z.string().optional(),
});

interface ServiceSearchItemProps {
  /** A document of type `remote-env-service`. */
  result?: unknown;
  highlight?: Highlight;
}

/** A registered service among the results of a search. */
export function ServiceSearchItem(props: ServiceSearchItemProps) {
  const { data } = documentSchema.safeParse(props.result);
  return data ? (
    <SearchItem found={data} highlight={props.highlight} icon={<RiPlugLine />}>
      <KindBadges kinds={data.kinds} />
      {data.endsOn && <EndBadge day={data.endsOn} />}
      <Text variant="body-small" color="secondary">
        {data.environment}
      </Text>
    </SearchItem>
  ) : null;
}
