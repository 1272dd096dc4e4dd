import type { SortState } from '@backstage/ui';

/** The order of a list, and what changes it. */
export interface Sorting<S extends string> {
  by: S;
  onChange(by: S): void;
}

/** Orders of a list that a column's head stands for: up, and down. */
export type ColumnOrders<S extends string> = Readonly<
  Record<string, readonly [up: S, down: S]>
>;

/** As a table has it: a column, and one of two directions. */
export function columnSort<S extends string>(
  orders: ColumnOrders<S>,
  { by, onChange }: Sorting<S>,
): SortState {
  const columns = Object.entries(orders);
  const [column] =
    columns.find(([, both]) => both.some(sort => sort === by)) ?? [];
  return {
    descriptor: column
      ? {
          column,
          direction: by.startsWith('-') ? 'descending' : 'ascending',
        }
      : null,
    onSortChange: ({ column: next, direction }) => {
      const both = columns.find(([id]) => id === next)?.[1];
      if (both) {
        onChange(both[direction === 'descending' ? 1 : 0]);
      }
    },
  };
}
