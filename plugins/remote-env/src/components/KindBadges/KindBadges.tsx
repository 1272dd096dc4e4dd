import { Badge, Flex } from '@backstage/ui';
import { RiBroadcastLine, RiCodeSSlashLine } from '@remixicon/react';
import type { ServiceSummary } from '../../apis';
import { useText } from '../../translation';

const ICONS = { api: <RiCodeSSlashLine />, events: <RiBroadcastLine /> };

/** What a service offers. */
export function KindBadges({ kinds }: Pick<ServiceSummary, 'kinds'>) {
  const { t } = useText();
  return (
    <Flex gap="1">
      {kinds.map(kind => (
        <Badge key={kind} icon={ICONS[kind]} size="small">
          {t(`services.kind.${kind}`)}
        </Badge>
      ))}
    </Flex>
  );
}
