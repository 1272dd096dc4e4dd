import type { SortState } from '@backstage/ui';
import type { ServiceSort } from '../../apis';

/** The order of the list, and what changes it. */
export interface ServiceSorting {
  by: ServiceSort;
  onChange(by: ServiceSort): void;
}

/** Columns that the list can be sorted by, with what the portal calls that. */
const SORT_OF = {
  name: ['name', '-name'],
  environment: ['environment', '-environment'],
  updated: ['changed', '-changed'],
} as const;

type SortedColumn = keyof typeof SORT_OF;

function isSorted(column: unknown): column is SortedColumn {
  return typeof column === 'string' && Object.hasOwn(SORT_OF, column);
}

/** As the table has it: a column, and one of two directions. */
export function sortState({ by, onChange }: ServiceSorting): SortState {
  const column =
    Object.keys(SORT_OF)
      .filter(isSorted)
      .find(each => SORT_OF[each].some(sort => sort === by)) ?? 'name';
  return {
    descriptor: {
      column,
      direction: by.startsWith('-') ? 'descending' : 'ascending',
    },
    onSortChange: ({ column: next, direction }) => {
      if (isSorted(next)) {
        const [up, down] = SORT_OF[next];
        onChange(direction === 'descending' ? down : up);
      }
    },
  };
}
