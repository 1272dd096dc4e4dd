import type { ReactNode } from 'react';
import type { Facet } from '../../apis';
import type { useAddressedPages, useFacets, useListAddress } from '../../hooks';
import type { WrongValue } from '../../lib/finding/address';
import { useText } from '../../translation';
import { FailurePanel } from '../../ui';
import { ActiveFilters, type ActiveFilter } from './ActiveFilters';
import { FacetLayout } from './FacetLayout';
import { FacetPanel } from './FacetPanel';
import { WrongValues } from './WrongValues';

type FacetName = 'format' | 'state' | 'owner';

interface FacetedListProps<F extends FacetName> {
  address: ReturnType<typeof useListAddress>;
  list: Pick<
    ReturnType<typeof useAddressedPages<unknown>>,
    'error' | 'items' | 'refetch'
  >;
  counted: ReturnType<typeof useFacets<Record<F | 'label', Facet>>>;
  /** Those that have names of their own; labels come after them. */
  facets: readonly F[];
  chosen: Record<F | 'label', readonly string[]>;
  names: Record<F, (value: string) => string>;
  active: readonly ActiveFilter[];
  wrong: readonly WrongValue[];
  /** Where there is nothing that could be limited. */
  isBare?: boolean;
  /** The table. */
  children: ReactNode;
}

/** A list, with what it is limited to above it and what it can be limited to beside it. */
export function FacetedList<F extends FacetName>(props: FacetedListProps<F>) {
  const { address, list, counted, chosen, names, active, wrong } = props;
  const { t } = useText();
  const nameOf = (id: FacetName) => t(`finding.facet.${id}`);
  const table =
    list.error && !list.items ? (
      <FailurePanel
        error={list.error}
        title={t('common.loadFailed')}
        onRetry={() => {
          address.toFirstPage();
          void list.refetch();
        }}
      />
    ) : (
      props.children
    );
  return (
    <>
      <WrongValues wrong={wrong} onIgnore={() => address.ignore(wrong)} />
      <ActiveFilters
        filters={active}
        onRemove={({ name, value }) => address.remove(name, value)}
        onClear={address.clear}
      />
      {props.isBare ? (
        table
      ) : (
        <FacetLayout
          chosen={active.length}
          panel={
            <FacetPanel
              named={props.facets.map(id => ({
                id,
                label: nameOf(id),
                facet: counted.facets?.[id],
                chosen: chosen[id],
                nameOf: names[id],
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
          {table}
        </FacetLayout>
      )}
    </>
  );
}
