import { Header, SearchField, Select } from '@backstage/ui';
import { RiStackLine } from '@remixicon/react';
import type { FormatFamily, ServiceSort, ServiceState } from '../../apis';
import {
  useAddressedPages,
  useDebounced,
  useFacets,
  useListAddress,
} from '../../hooks';
import { withValues } from '../../lib/finding/address';
import {
  FORMATS,
  readServiceSelection,
  SERVICE_KINDS,
  SERVICE_SORTS,
  SERVICE_STATES,
} from '../../lib/finding/selections';
import { ownerName } from '../../lib/format/ownerName';
import { useText } from '../../translation';
import {
  EmptyState,
  FailurePanel,
  Filters,
  NoMatch,
  PageMain,
  pageStateOf,
} from '../../ui';
import {
  ActiveFilters,
  FacetLayout,
  FacetPanel,
  WrongValues,
  type ActiveFilter,
} from '../FacetFilters';
import { ServicesTable } from '../ServicesTable';
import { useSortNames } from './useSortNames';

const ALL = 'all';
const LIMITING = [
  'q',
  'kind',
  'environment',
  'label',
  'format',
  'owner',
  'state',
];

/** The services of all remote environments that the reader may see. */
export function ServicesPage() {
  const { t } = useText();
  const address = useListAddress(LIMITING);
  const { filters, sort, chosen, wrong } = readServiceSelection(address.params);
  const query = {
    ...filters,
    q: useDebounced(address.words.trim()) || undefined,
  };
  const list = useAddressedPages(
    ['services', { ...query, sort }],
    (api, page) => api.listAllServices({ ...page, ...query, sort }),
  );
  const counted = useFacets(['services', query], (api, facets) =>
    api.countServices({ ...query, ...facets }),
  );
  const sortNames = useSortNames();

  const names: Record<string, (value: string) => string> = {
    kind: value => nameIn(SERVICE_KINDS, value, id => t(`services.kind.${id}`)),
    environment: value => `${t('finding.facet.environment')}: ${value}`,
    label: value => value,
    format: value =>
      nameIn<FormatFamily>(FORMATS, value, id => t(`finding.format.${id}`)),
    owner: ownerName,
    state: value =>
      nameIn<ServiceState>(SERVICE_STATES, value, id =>
        t(`finding.serviceState.${id}`),
      ),
  };
  const active: ActiveFilter[] = Object.entries(names).flatMap(
    ([name, nameOf]) =>
      valuesOf(filters, name).map(value => ({
        name,
        value,
        text: nameOf(value),
      })),
  );
  const filtered = Boolean(query.q) || active.length > 0;

  return (
    <PageMain
      page="services"
      label={t('services.title')}
      state={pageStateOf(list)}
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
          value={address.words}
          onChange={address.setWords}
        />
        <Select
          aria-label={t('services.column.kinds')}
          value={filters.kind ?? ALL}
          onChange={key =>
            address.choose(
              'kind',
              key === ALL || key === null ? [] : [String(key)],
            )
          }
          options={[
            { id: ALL, label: t('services.kindAll') },
            ...SERVICE_KINDS.map(id => ({
              id,
              label: t(`services.kind.${id}`),
            })),
          ]}
        />
        <Select
          aria-label={t('finding.sort.label')}
          value={sort ?? 'name'}
          onChange={key =>
            address.choose(
              'sort',
              key === 'name' || key === null ? [] : [String(key)],
            )
          }
          options={SERVICE_SORTS.map(id => ({ id, label: sortNames[id] }))}
        />
      </Filters>
      <WrongValues wrong={wrong} onIgnore={() => address.ignore(wrong)} />
      <ActiveFilters
        filters={active}
        onRemove={({ name, value }) => address.remove(name, value)}
        onClear={address.clear}
      />
      <FacetLayout
        chosen={active.length}
        panel={
          <FacetPanel
            named={(['format', 'state', 'owner'] as const).map(id => ({
              id,
              label: t(`finding.facet.${id}`),
              facet: counted.facets?.[id],
              chosen: chosen[id],
              nameOf: value => names[id]?.(value) ?? value,
            }))}
            labels={{ facet: counted.facets?.label, chosen: chosen.label }}
            labelWords={counted.labelWords}
            onLabelWords={counted.setLabelWords}
            onChoose={address.choose}
            onMore={counted.isLong ? undefined : counted.showMore}
            isLoading={!counted.facets}
            isFailed={counted.isFailed}
          />
        }
      >
        {list.error && !list.items ? (
          <FailurePanel
            error={list.error}
            title={t('common.loadFailed')}
            onRetry={() => {
              address.toFirstPage();
              void list.refetch();
            }}
          />
        ) : (
          <ServicesTable
            withEnvironment
            items={list.items}
            isStale={list.isPlaceholderData}
            pagination={list.pagination}
            labelHref={label =>
              `?${withValues(address.params, 'label', [
                ...new Set([...chosen.label, label]),
              ])}`
            }
            sort={{
              by: sort ?? 'name',
              onChange: (by: ServiceSort) =>
                address.choose('sort', by === 'name' ? [] : [by]),
            }}
            emptyState={
              filtered ? (
                <NoMatch onClear={address.clear} />
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
      </FacetLayout>
    </PageMain>
  );
}

/** The name of one of the ids; what is none of them stays as it is. */
function nameIn<V extends string>(
  ids: readonly V[],
  value: string,
  nameOf: (id: V) => string,
): string {
  const id = ids.find(each => each === value);
  return id === undefined ? value : nameOf(id);
}

function valuesOf(
  filters: Record<string, string | string[] | undefined>,
  name: string,
): string[] {
  const value = filters[name];
  return value === undefined ? [] : [value].flat();
}
