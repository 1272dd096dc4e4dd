import { Select } from '@backstage/ui';
import { useState } from 'react';
import { useLiveQuery } from '../../hooks';
import { hourText } from '../../lib/format/time';
import { useText } from '../../translation';
import {
  EmptyState,
  FailurePanel,
  HourlyBars,
  LoadingLines,
  Section,
} from '../../ui';
import styles from './CallsChart.module.css';

const RANGES = { day: 24, week: 168 } as const;
type Range = keyof typeof RANGES;
const NAMES: readonly Range[] = ['day', 'week'];

/** How often the system called, and how often it was turned away. */
export function CallsChart({ environment }: { environment: string }) {
  const { t } = useText();
  const [range, setRange] = useState<Range>('day');
  const hours = RANGES[range];
  const { data, error, refetch } = useLiveQuery(
    ['environment', environment, 'calls', hours],
    api => api.listCalls(environment, hours),
  );
  return (
    <Section
      title={t('connection.calls.title')}
      description={t('connection.calls.description')}
      actions={
        <div className={styles.range}>
          <Select
            aria-label={t('connection.calls.range')}
            size="small"
            value={range}
            onChange={key => setRange(NAMES.find(one => one === key) ?? range)}
            options={NAMES.map(id => ({
              id,
              label: t(`connection.calls.${id}`),
            }))}
          />
        </div>
      }
    >
      {!data && !error && <LoadingLines lines={3} />}
      {!data && error && (
        <FailurePanel
          error={error}
          title={t('common.loadFailed')}
          onRetry={refetch}
        />
      )}
      {data?.items.length === 0 && (
        <EmptyState title={t('connection.calls.empty')} />
      )}
      {data && data.items.length > 0 && (
        <HourlyBars
          label={`${t('connection.calls.title')}: ${t(
            `connection.calls.${range}`,
          )}`}
          from={Date.parse(data.from)}
          hours={hours}
          series={[
            { label: t('connection.calls.accepted'), tone: 'success' },
            { label: t('connection.calls.refused'), tone: 'danger' },
          ]}
          counts={data.items.map(item => ({
            hour: Date.parse(item.hour),
            counts: [item.accepted, item.refused],
          }))}
          hourLabel={t('connection.calls.hour')}
          hourText={begin => hourText(begin)}
          mostText={count =>
            t('connection.calls.most', { number: String(count) })
          }
        />
      )}
    </Section>
  );
}
