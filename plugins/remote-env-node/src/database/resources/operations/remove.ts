import {
  ResourceConflictError,
  ResourceNotFoundError,
} from '../../../ports/errors.ts';
import type { Operation } from '../../engine/Operation.ts';
import { collectSome } from './collect.ts';
import { deleteOrMark } from './deletion.ts';
import type { HistoryLimits } from './history.ts';
import type { ResourceKey } from './rows.ts';
import { findRow } from './rows.ts';

export interface RemoveArgs extends ResourceKey {
  uid?: string;
  version?: number;
  /** RFC 3339; becomes the `deletionTimestamp`. */
  now: string;
  history: HistoryLimits;
}

export const removeResource: Operation<RemoveArgs, { garbage: boolean }> = {
  name: 'resources.remove',
  mode: 'write',
  *run(args) {
    const row = yield* findRow(args);
    const label = `${args.kind} ${args.path}`;
    if (!row) {
      throw new ResourceNotFoundError(`${label} does not exist`);
    }
    if (args.uid !== undefined && args.uid !== row.uid) {
      throw new ResourceNotFoundError(
        `${label} has uid ${row.uid}, not ${args.uid}`,
      );
    }
    if (args.version !== undefined && args.version !== row.version) {
      throw new ResourceConflictError(
        `${label} has version ${row.version}, not ${args.version}`,
      );
    }
    yield* deleteOrMark(row, args);
    return { garbage: yield* collectSome(args) };
  },
};
