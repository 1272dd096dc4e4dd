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
  mode: 'query',
  *run({ kind, namespace, after, limit }) {
    if (after === undefined) {
      const { version } = yield* readClock();
      return { changes: [], upTo: version, more: false };
    }
    const range = namespace === undefined ? undefined : pathsOf(namespace);
    const found = yield sql(
      `SELECT c.version AS clock, c.oldest, h.*
       FROM resource_clock c LEFT JOIN (
         SELECT kind, path, uid, version, type, object, previous
         FROM resource_history
         WHERE version > ?${kind === undefined ? '' : ' AND kind = ?'}${
        range ? ' AND path > ? AND path < ?' : ''
      }
         ORDER BY version LIMIT ?) h ON 1 = 1
       WHERE c.id = 1 ORDER BY h.version`,
      after,
      ...(kind === undefined ? [] : [kind]),
      ...(range ?? []),
      limit,
    );
    const [first] = found;
    if (!first) {
      throw new TypeError('The resource store has lost its clock');
    }
    const [clock, oldest] = [int(first, 'clock'), int(first, 'oldest')];
    if (after < oldest || after > clock) {
      throw new ResourceVersionExpiredError(
        `Changes after version ${after} are not kept (kept: ${oldest} to ${clock}): list again`,
      );
    }
    // Without a change the clock stands alone.
    const rows = first.version === null ? [] : found;
    const last = rows.at(-1);
    const more = rows.length === limit && last !== undefined;
    return {
      changes: rows.map(row => ({
        type: toType(text(row, 'type')),
        row: toResourceRow(row),
        previous: optionalText(row, 'previous'),
      })),
      upTo: more ? int(last, 'version') : clock,
      more,
    };
  },
};

function toType(type: string): Change['type'] {
  return type === 'ADDED' || type === 'DELETED' ? type : 'MODIFIED';
}
