import type { Operation } from '../../engine/Operation.ts';
import { readChanges } from './changes.ts';
import { collectGarbage } from './collect.ts';
import { createResource } from './create.ts';
import { getResource } from './get.ts';
import { listResources } from './list.ts';
import { removeResource } from './remove.ts';
import { replaceResource } from './replace.ts';

export type { Change, ChangesPage } from './changes.ts';
export type { HistoryLimits } from './history.ts';
export type { ResourceRow } from './rows.ts';
export { DEFAULT_HISTORY } from './history.ts';
export {
  collectGarbage,
  createResource,
  getResource,
  listResources,
  readChanges,
  removeResource,
  replaceResource,
};

export const resourceOperations: Operation<unknown, unknown>[] = [
  collectGarbage,
  createResource,
  getResource,
  listResources,
  readChanges,
  removeResource,
  replaceResource,
];
