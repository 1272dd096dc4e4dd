import type { Steps } from '../../engine/Operation.ts';
import { int, sql } from '../../engine/Operation.ts';
import type { ResourceRow } from './rows.ts';

/** How much of the past is kept for watchers and paged lists. */
export interface HistoryLimits {
  /** Changes. */
  rows: number;
  /** Sum over the kept changes of the objects' sizes, in characters. */
  characters: number;
}

export const DEFAULT_HISTORY: HistoryLimits = {
  rows: 20_000,
  characters: 64 * 1024 * 1024,
};

/**
 * Takes the next version. Only one writer runs at a time, so versions become visible in their order: a watcher
 * that has seen version n can miss nothing below it.
 */
export function* nextVersion(): Steps<number> {
  const [row] = yield sql(
    'UPDATE resource_clock SET version = version + 1 WHERE id = 1 RETURNING version',
  );
  if (!row) {
    throw new TypeError('The resource store has lost its clock');
  }
  return int(row, 'version');
}

/** Writes one change into the history and, every so often, cuts the history's far end. */
export function* recordChange(
  type: 'ADDED' | 'MODIFIED' | 'DELETED',
  row: ResourceRow,
  previous: ResourceRow | undefined,
  limits: HistoryLimits,
): Steps<void> {
  yield sql(
    `INSERT INTO resource_history
       (version, kind, path, uid, type, size, previous_version, previous_uid, object, previous)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.version,
    row.kind,
    row.path,
    row.uid,
    type,
    row.object.length + (previous?.object.length ?? 0),
    previous?.version ?? null,
    previous?.uid ?? null,
    row.object,
    previous?.object ?? null,
  );
  const interval = Math.min(500, Math.max(1, Math.floor(limits.rows / 4)));
  if (row.version % interval === 0) {
    yield* cutHistory(row.version, limits);
  }
}

function* cutHistory(version: number, limits: HistoryLimits): Steps<void> {
  const [tooLarge] = yield sql(
    `SELECT MAX(version) AS version FROM
       (SELECT version, SUM(size) OVER (ORDER BY version DESC) AS total FROM resource_history) AS sums
     WHERE total > ?`,
    limits.characters,
  );
  const bySize = tooLarge?.version;
  const oldest = Math.max(
    version - limits.rows,
    typeof bySize === 'number' ? bySize : 0,
  );
  if (oldest > 0) {
    yield sql('DELETE FROM resource_history WHERE version <= ?', oldest);
    yield sql(
      'UPDATE resource_clock SET oldest = ? WHERE id = 1 AND oldest < ?',
      oldest,
      oldest,
    );
  }
}
