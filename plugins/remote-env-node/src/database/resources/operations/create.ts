import { ResourceExistsError } from '../../../ports/errors.ts';
import type { Operation } from '../../engine/Operation.ts';
import { sql } from '../../engine/Operation.ts';
import { checkKey } from './checkKey.ts';
import type { HistoryLimits } from './history.ts';
import { nextVersion, recordChange } from './history.ts';
import type { OwnerLink } from './links.ts';
import { writeLinks } from './links.ts';
import type { ResourceKey, ResourceRow } from './rows.ts';
import { findRow } from './rows.ts';

/** What a write makes of an object. */
export interface WriteArgs extends ResourceKey {
  uid: string;
  /** `StoredObject` as JSON. */
  object: string;
  labels: Record<string, string>;
  owners: OwnerLink[];
  /** Id of the key that sealed it; absent for what is not sealed. */
  key?: string;
  history: HistoryLimits;
}

export interface WriteResult {
  version: number;
  /** Something may have lost its last owner: run the collector. */
  garbage: boolean;
}

export const createResource: Operation<WriteArgs, WriteResult> = {
  name: 'resources.create',
  mode: 'write',
  *run(args) {
    yield* checkKey(args.key);
    const existing = yield* findRow(args);
    if (existing) {
      throw new ResourceExistsError(`${args.kind} ${args.path} exists already`);
    }
    const row: ResourceRow = {
      ...pickRow(args),
      version: yield* nextVersion(),
    };
    yield sql(
      `INSERT INTO resources (kind, path, uid, version, object)
       VALUES (?, ?, ?, ?, ?)`,
      row.kind,
      row.path,
      row.uid,
      row.version,
      row.object,
    );
    const garbage = yield* writeLinks(args);
    yield* recordChange('ADDED', row, undefined, args.history);
    return { version: row.version, garbage };
  },
};

function pickRow(args: WriteArgs): Omit<ResourceRow, 'version'> {
  const { kind, path, uid, object } = args;
  return { kind, path, uid, object };
}
