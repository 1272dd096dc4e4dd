import type { Health } from '../../apis';
import { useText } from '../../translation';
import {
  KeyValues,
  Section,
  StatusBadge,
  TimeText,
  type StatusTone,
} from '../../ui';

const INDEX_TONES: Record<Health['index']['state'], StatusTone> = {
  building: 'info',
  current: 'success',
  behind: 'warning',
};

export function StoreHealth({ store }: Pick<Health, 'store'>) {
  const { t } = useText();
  return (
    <Section
      title={t('health.store.title')}
      description={store.message}
      actions={
        <StatusBadge tone={store.state === 'ok' ? 'success' : 'danger'}>
          {t(`health.store.state.${store.state}`)}
        </StatusBadge>
      }
    />
  );
}

export function IndexHealth({ index }: Pick<Health, 'index'>) {
  const { t } = useText();
  return (
    <Section
      title={t('health.index.title')}
      actions={
        <StatusBadge tone={INDEX_TONES[index.state]}>
          {t(`health.index.state.${index.state}`)}
        </StatusBadge>
      }
    >
      <KeyValues
        items={[
          { label: t('health.index.objects'), value: index.objects },
          {
            label: t('health.index.lastEvent'),
            value: index.lastEventAt && <TimeText at={index.lastEventAt} />,
          },
        ]}
      />
    </Section>
  );
}
