import { Button, Header, SearchField, Select } from '@backstage/ui';
import { RiStackLine } from '@remixicon/react';
import {
  useClearQueryParams,
  useDebounced,
  usePages,
  useQueryParam,
} from '../../hooks';
import { useText } from '../../translation';
import { EmptyState, FailurePanel, Filters, PageMain } from '../../ui';
import { ServicesTable } from '../ServicesTable';

const KINDS = ['api', 'events'] as const;
const ALL = 'all';

/** The services of all remote environments that the reader may see. */
export function ServicesPage() {
  const { t } = useText();
  const [words, setWords] = useQueryParam('q');
  const [kindParam, setKind] = useQueryParam('kind');
  const clearFilters = useClearQueryParams();
  const kind = KINDS.find(id => id === kindParam);
  const q = useDebounced(words.trim()) || undefined;
  const list = usePages(['services', { q, kind }], (api, page) =>
    api.listAllServices({ ...page, q, kind }),
  );
  const filtered = Boolean(q || kind);

  let pageState: 'loading' | 'ready' | 'failed' = 'loading';
  if (list.items) {
    pageState = 'ready';
  } else if (list.error) {
    pageState = 'failed';
  }

  return (
    <PageMain
      page="services"
      label={t('services.title')}
      state={pageState}
      header={
        <Header
          title={t('services.title')}
          description={t('services.description')}
        />
      }
    >
      <Filters>
        <SearchField
          aria-label={t('common.search')}
          placeholder={t('services.searchPlaceholder')}
          value={words}
          onChange={setWords}
        />
        <Select
          aria-label={t('services.column.kinds')}
          value={kind ?? ALL}
          onChange={key =>
            setKind(key === ALL || key === null ? '' : String(key))
          }
          options={[
            { id: ALL, label: t('services.kindAll') },
            ...KINDS.map(id => ({ id, label: t(`services.kind.${id}`) })),
          ]}
        />
      </Filters>
      {list.error && !list.items ? (
        <FailurePanel
          error={list.error}
          title={t('common.loadFailed')}
          onRetry={list.refetch}
        />
      ) : (
        <ServicesTable
          withEnvironment
          items={list.items}
          isStale={list.isPlaceholderData}
          pagination={list.pagination}
          emptyState={
            filtered ? (
              <EmptyState
                title={t('common.noMatch')}
                description={t('common.noMatchDescription')}
                action={
                  <Button variant="secondary" onPress={clearFilters}>
                    {t('common.clearFilters')}
                  </Button>
                }
              />
            ) : (
              <EmptyState
                icon={<RiStackLine />}
                title={t('services.empty.title')}
                description={t('services.empty.description')}
              />
            )
          }
        />
      )}
    </PageMain>
  );
}
