import { ResourceVersionExpiredError } from '../../../ports/errors.ts';
import type { Operation } from '../../engine/Operation.ts';
import { int, optionalText, sql, text } from '../../engine/Operation.ts';
import type { ResourceRow } from './rows.ts';
import { pathsOf, readClock, toResourceRow } from './rows.ts';

export interface ChangesArgs {
  /** Absent: all kinds. */
  kind?: string;
  namespace?: string;
  /** Changes after this version; absent: none, the page says where to go on. */
  after?: number;
  limit: number;
}

export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  row: ResourceRow;
  /** State before the change; absent when it was created by it. */
  previous?: string;
}

export interface ChangesPage {
  changes: Change[];
  /** Everything up to this version has been read. */
  upTo: number;
  more: boolean;
}

export const readChanges: Operation<ChangesArgs, ChangesPage> = {
  name: 'resources.changes',
  mode: 'read',
  *run(args) {
    const clock = yield* readClock();
    const { kind, namespace, after = clock.version, limit } = args;
    if (after < clock.oldest || after > clock.version) {
      throw new ResourceVersionExpiredError(
        `Changes after version ${after} are not kept (kept: ${clock.oldest} to ${clock.version}): list again`,
      );
    }
    if (after === clock.version) {
      return { changes: [], upTo: clock.version, more: false };
    }
    const range = namespace === undefined ? undefined : pathsOf(namespace);
    const rows = yield sql(
      `SELECT kind, path, uid, version, type, object, previous
       FROM resource_history
       WHERE version > ?${kind === undefined ? '' : ' AND kind = ?'}${
         range ? ' AND path > ? AND path < ?' : ''
       }
       ORDER BY version LIMIT ?`,
      after,
      ...(kind === undefined ? [] : [kind]),
      ...(range ?? []),
      limit,
    );
    const last = rows.at(-1);
    const more = rows.length === limit && last !== undefined;
    return {
      changes: rows.map(row => ({
        type: toType(text(row, 'type')),
        row: toResourceRow(row),
        previous: optionalText(row, 'previous'),
      })),
      upTo: more ? int(last, 'version') : clock.version,
      more,
    };
  },
};

function toType(type: string): Change['type'] {
  return type === 'ADDED' || type === 'DELETED' ? type : 'MODIFIED';
}
