import {
  ResourceConflictError,
  ResourceNotFoundError,
} from '../../../ports/errors.ts';
import type { Operation } from '../../engine/Operation.ts';
import { sql } from '../../engine/Operation.ts';
import { parseStored } from '../storedObject.ts';
import { checkKey } from './checkKey.ts';
import { collectSome } from './collect.ts';
import type { WriteArgs, WriteResult } from './create.ts';
import { deleteRow } from './deletion.ts';
import { nextVersion, recordChange } from './history.ts';
import { removeLinks, writeLinks } from './links.ts';
import type { ResourceRow } from './rows.ts';
import { findRow } from './rows.ts';

export interface ReplaceArgs extends WriteArgs {
  /** Version that the change was computed from. */
  expected: number;
  /** Labels or owner references differ from the stored ones. */
  relink: boolean;
  now: string;
}

/**
 * Compare and swap. The caller has read version `expected` and computed what follows from it; nothing is written
 * when the object has changed since. An object that is being deleted goes with its last finalizer, and none of the
 * other changes of that update is ever seen (decision 0002, rule 12).
 */
export const replaceResource: Operation<ReplaceArgs, WriteResult> = {
  name: 'resources.replace',
  mode: 'write',
  *run(args) {
    yield* checkKey(args.key);
    const label = `${args.kind} ${args.path}`;
    const previous = yield* findRow(args);
    if (!previous || previous.uid !== args.uid) {
      throw new ResourceNotFoundError(`${label} does not exist any more`);
    }
    if (previous.version !== args.expected) {
      throw new ResourceConflictError(
        `${label} has changed: it is at version ${previous.version}, not ${args.expected}`,
      );
    }
    const { metadata } = parseStored(args.object);
    if (metadata.deletionTimestamp && !metadata.finalizers?.length) {
      const version = yield* deleteRow(previous, args.history);
      return { version, garbage: yield* collectSome(args) };
    }
    const row: ResourceRow = {
      ...previous,
      object: args.object,
      version: yield* nextVersion(),
    };
    yield sql(
      'UPDATE resources SET version = ?, object = ? WHERE uid = ?',
      row.version,
      row.object,
      row.uid,
    );
    let garbage = false;
    if (args.relink) {
      yield* removeLinks(row.uid);
      garbage = yield* writeLinks(args);
    }
    yield* recordChange('MODIFIED', row, previous, args.history);
    return { version: row.version, garbage };
  },
};
