import type { Steps } from '../../engine/Operation.ts';
import { sql } from '../../engine/Operation.ts';
import { formatStored, parseStored } from '../storedObject.ts';
import type { HistoryLimits } from './history.ts';
import { nextVersion, recordChange } from './history.ts';
import { markGarbage, removeLinks } from './links.ts';
import type { ResourceRow } from './rows.ts';

/** Deletes the row, or, while it has finalizers, marks it as being deleted. */
export function* deleteOrMark(
  row: ResourceRow,
  context: { now: string; history: HistoryLimits },
): Steps<void> {
  const object = parseStored(row.object);
  if ((object.metadata.finalizers ?? []).length === 0) {
    yield* deleteRow(row, context.history);
    return;
  }
  if (object.metadata.deletionTimestamp) {
    return;
  }
  object.metadata.deletionTimestamp = context.now;
  if (object.metadata.generation !== undefined) {
    object.metadata.generation += 1;
  }
  const marked: ResourceRow = {
    ...row,
    version: yield* nextVersion(),
    object: formatStored(object),
  };
  yield sql(
    'UPDATE resources SET version = ?, object = ? WHERE uid = ?',
    marked.version,
    marked.object,
    marked.uid,
  );
  yield* recordChange('MODIFIED', marked, row, context.history);
}

/** Removes the row, whose last state goes into the history, and leaves its dependents to the collector. */
export function* deleteRow(
  row: ResourceRow,
  history: HistoryLimits,
): Steps<number> {
  const version = yield* nextVersion();
  yield sql('DELETE FROM resources WHERE uid = ?', row.uid);
  yield* removeLinks(row.uid);
  const [dependent] = yield sql(
    'SELECT 1 AS one FROM resource_owners WHERE owner_uid = ? LIMIT 1',
    row.uid,
  );
  if (dependent) {
    yield* markGarbage(row.uid);
  }
  yield* recordChange('DELETED', { ...row, version }, row, history);
  return version;
}
