import type { ListOrder } from './paging';

/**
 * By title, by the last call of the system, or by age, each with a dash the other way round; `decided` by the last
 * decision, the newest first.
 */
export type EnvironmentOrder =
  | 'name'
  | '-name'
  | 'seen'
  | '-seen'
  | 'requested'
  | '-requested'
  | 'decided';

const COLUMNS = {
  name: ['e.sort_key', 'e.object_name'],
  seen: ['e.seen_at', 'e.object_name'],
  requested: ['e.created_at', 'e.object_name'],
};

export const ENVIRONMENT_ORDERS: Record<EnvironmentOrder, ListOrder> = {
  name: { columns: COLUMNS.name },
  '-name': { columns: COLUMNS.name, descending: true, id: '-name' },
  seen: { columns: COLUMNS.seen, id: 'seen' },
  '-seen': { columns: COLUMNS.seen, descending: true, id: '-seen' },
  requested: { columns: COLUMNS.requested, id: 'requested' },
  '-requested': {
    columns: COLUMNS.requested,
    descending: true,
    id: '-requested',
  },
  decided: {
    columns: ['a.decided_at', 'e.object_name'],
    descending: true,
    id: 'decided',
  },
};
