import { Header, SearchField, Select } from '@backstage/ui';
import { SECURITY_KINDS } from '@remote-env/plugin-remote-env-common';
import { RiShieldCheckLine } from '@remixicon/react';
import {
  useClearQueryParams,
  useDebounced,
  useLiveQuery,
  usePages,
  useQueryParam,
} from '../../hooks';
import { useText } from '../../translation';
import {
  EmptyState,
  NoMatch,
  FailurePanel,
  Filters,
  LoadingLines,
  PageMain,
  Section,
} from '../../ui';
import { SecurityCounters } from './SecurityCounters';
import { SecurityTable } from './SecurityTable';

/** An attack is watched while it goes on. */
const REFRESH_MS = 5_000;
const ALL = 'all';
const HOUR = 3_600_000;
const PERIODS = ['hour', 'day', 'week', 'month'] as const;
const LENGTHS: Record<(typeof PERIODS)[number], number> = {
  hour: HOUR,
  day: 24 * HOUR,
  week: 7 * 24 * HOUR,
  month: 30 * 24 * HOUR,
};

/** What admins watch for on the edge: who was turned away, how often, and since when. */
export function SecurityPage() {
  const { t } = useText();
  const [kindParam, setKind] = useQueryParam('kind');
  const [periodParam, setPeriod] = useQueryParam('period');
  const [environmentWords, setEnvironment] = useQueryParam('environment');
  const [addressWords, setAddress] = useQueryParam('address');
  const clearFilters = useClearQueryParams();

  const kind = SECURITY_KINDS.find(id => id === kindParam);
  const period = PERIODS.find(id => id === periodParam) ?? 'day';
  const environment = useDebounced(environmentWords.trim()) || undefined;
  const address = useDebounced(addressWords.trim()) || undefined;
  const filter = { kind, environment, address };
  const filtered = Boolean(kind || environment || address);
  const from = () => new Date(Date.now() - LENGTHS[period]).toISOString();

  const counts = useLiveQuery(
    ['security-counts', period, filter],
    api => api.countSecurityEvents({ ...filter, from: from() }),
    { pollMs: REFRESH_MS },
  );
  const list = usePages(
    ['security-events', period, filter],
    (api, page) => api.listSecurityEvents({ ...page, ...filter, from: from() }),
    { pollMs: REFRESH_MS },
  );

  let state: 'loading' | 'ready' | 'failed' = 'loading';
  if (list.items) {
    state = 'ready';
  } else if (list.error) {
    state = 'failed';
  }
  return (
    <PageMain
      page="security"
      label={t('security.title')}
      state={state}
      header={
        <Header
          title={t('security.title')}
          description={t('security.description')}
        />
      }
    >
      <Filters>
        <SearchField
          aria-label={t('security.filter.environment')}
          placeholder={t('security.filter.environmentPlaceholder')}
          value={environmentWords}
          onChange={setEnvironment}
        />
        <SearchField
          aria-label={t('security.filter.address')}
          placeholder={t('security.filter.addressPlaceholder')}
          value={addressWords}
          onChange={setAddress}
        />
        <Select
          aria-label={t('security.filter.kind')}
          value={kind ?? ALL}
          onChange={key =>
            setKind(key === ALL || key === null ? '' : String(key))
          }
          options={[
            { id: ALL, label: t('security.kindAll') },
            ...SECURITY_KINDS.map(id => ({
              id,
              label: t(`security.kind.${id}`),
            })),
          ]}
        />
        <Select
          aria-label={t('security.period.label')}
          value={period}
          onChange={key => setPeriod(key === null ? '' : String(key))}
          options={PERIODS.map(id => ({
            id,
            label: t(`security.period.${id}`),
          }))}
        />
      </Filters>
      {list.error && !list.items ? (
        <FailurePanel
          error={list.error}
          title={t('common.loadFailed')}
          onRetry={list.refetch}
        />
      ) : (
        <>
          <Section title={t('security.counts.title')}>
            {counts.data && <SecurityCounters counts={counts.data} />}
            {!counts.data && !counts.error && <LoadingLines lines={5} />}
            {!counts.data && counts.error && (
              <FailurePanel
                error={counts.error}
                title={t('common.loadFailed')}
                onRetry={counts.refetch}
              />
            )}
          </Section>
          <SecurityTable
            items={list.items}
            isStale={list.isPlaceholderData}
            pagination={list.pagination}
            emptyState={
              filtered ? (
                <NoMatch onClear={clearFilters} />
              ) : (
                <EmptyState
                  icon={<RiShieldCheckLine />}
                  title={t('security.empty.title')}
                  description={t('security.empty.description')}
                />
              )
            }
          />
        </>
      )}
    </PageMain>
  );
}
