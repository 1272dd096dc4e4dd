import type { Operation } from '../../engine/Operation.ts';
import type { ResourceKey, ResourceRow } from './rows.ts';
import { findRow } from './rows.ts';

export const getResource: Operation<ResourceKey, ResourceRow | undefined> = {
  name: 'resources.get',
  mode: 'query',
  run: findRow,
};
