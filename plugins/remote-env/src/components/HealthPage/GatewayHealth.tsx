import type { Health } from '../../apis';
import { useText } from '../../translation';
import {
  KeyValues,
  Section,
  StatusBadge,
  TimeText,
  type StatusTone,
} from '../../ui';

type Gateway = Health['gateway'];

const TONES: Record<Gateway['state'], StatusTone> = {
  starting: 'info',
  running: 'success',
  restarting: 'warning',
  unreachable: 'danger',
  external: 'neutral',
};

export function GatewayHealth({ gateway }: { gateway: Gateway }) {
  const { t } = useText();
  const { adopted, startedAt, viewAgeSeconds } = gateway;
  const yesOrNo = (value: boolean) =>
    value ? t('health.gateway.yes') : t('health.gateway.no');
  return (
    <Section
      title={t('health.gateway.title')}
      actions={
        <StatusBadge tone={TONES[gateway.state]}>
          {t(`health.gateway.state.${gateway.state}`)}
        </StatusBadge>
      }
    >
      <KeyValues
        items={[
          { label: t('health.gateway.pid'), value: gateway.pid },
          { label: t('health.gateway.version'), value: gateway.version },
          {
            label: t('health.gateway.started'),
            value: startedAt && <TimeText at={startedAt} />,
          },
          { label: t('health.gateway.restarts'), value: gateway.restarts },
          {
            label: t('health.gateway.adopted'),
            value: adopted === undefined ? undefined : yesOrNo(adopted),
          },
          {
            label: t('health.gateway.roles'),
            value: gateway.roles?.join(', '),
          },
          {
            label: t('health.gateway.viewAge'),
            value:
              viewAgeSeconds === undefined
                ? undefined
                : t('health.gateway.seconds', {
                    amount: String(Math.round(viewAgeSeconds * 10) / 10),
                  }),
          },
          { label: t('health.gateway.lastExit'), value: gateway.lastExit },
        ]}
      />
    </Section>
  );
}
