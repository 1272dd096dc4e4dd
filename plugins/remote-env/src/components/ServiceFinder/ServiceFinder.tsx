import { SearchField, Select } from '@backstage/ui';
import type { ReactNode } from 'react';
import { withValues } from '../../lib/finding/address';
import { SERVICE_KINDS } from '../../lib/finding/selections';
import { useText } from '../../translation';
import { Filters, NoMatch } from '../../ui';
import { FacetedList, SortSelect } from '../FacetFilters';
import { ServicesTable } from '../ServicesTable';
import { useActiveFilters } from './useActiveFilters';
import type { ServiceFinding } from './useServiceFinder';
import { useSortNames } from './useSortNames';

const ALL = 'all';

/** All services of one environment have its owner, so there is nothing to choose from. */
const FACETS_OF_ONE = ['format', 'state'] as const;
const FACETS_OF_ALL = ['format', 'state', 'owner'] as const;

interface ServiceFinderProps {
  finding: ServiceFinding;
  /** Beside the fields of the search. */
  action?: ReactNode;
  /** Instead of everything, where there is no service at all. */
  emptyState: ReactNode;
}

/** A list of services with everything that it can be limited to and sorted by; all of it is in the address. */
export function ServiceFinder(props: ServiceFinderProps) {
  const { finding, action, emptyState } = props;
  const { environment, address, filters, chosen, wrong } = finding;
  const { list, orders, order } = finding;
  const { t } = useText();
  const sortNames = useSortNames();
  const { names, active } = useActiveFilters(finding);
  const sorting = { by: order, onChange: address.sort };
  const isFiltered = address.words.trim() !== '' || active.length > 0;

  if (list.totalItems === 0 && !isFiltered && wrong.length === 0) {
    return emptyState;
  }
  return (
    <>
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
        <SortSelect orders={orders} names={sortNames} {...sorting} />
        {action}
      </Filters>
      <FacetedList
        {...finding}
        facets={environment === undefined ? FACETS_OF_ALL : FACETS_OF_ONE}
        names={names}
        active={active}
      >
        <ServicesTable
          withEnvironment={environment === undefined}
          items={list.items}
          isStale={list.isPlaceholderData}
          pagination={list.pagination}
          labelHref={label =>
            `?${withValues(address.params, 'label', [
              ...new Set([...chosen.label, label]),
            ])}`
          }
          sort={sorting}
          emptyState={<NoMatch onClear={address.clear} />}
        />
      </FacetedList>
    </>
  );
}
