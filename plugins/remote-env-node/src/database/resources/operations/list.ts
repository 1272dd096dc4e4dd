import { ContinueTokenExpiredError } from '../../../ports/errors.ts';
import type { Operation, SqlValue, Steps } from '../../engine/Operation.ts';
import { int, sql, text } from '../../engine/Operation.ts';
import { matchesLabels, parseStored } from '../storedObject.ts';
import type { ResourceRow } from './rows.ts';
import { pathsOf, readClock, toResourceRow } from './rows.ts';

export interface ListArgs {
  kind: string;
  namespace?: string;
  labels: Record<string, string>;
  limit: number;
  /** Only what comes after this path. */
  after?: string;
  /** As of this version; absent: now. */
  snapshot?: number;
}

export interface ListPage {
  rows: ResourceRow[];
  /** The version that the rows are as of. */
  version: number;
  more: boolean;
}

/**
 * One page. A later page is read as of the version of the first: rows that have not changed since come from the
 * table, those that have come from the history, which keeps the state before each change.
 */
export const listResources: Operation<ListArgs, ListPage> = {
  name: 'resources.list',
  mode: 'read',
  *run(args) {
    const clock = yield* readClock();
    const version = args.snapshot ?? clock.version;
    if (version < clock.oldest || version > clock.version) {
      throw new ContinueTokenExpiredError(
        `The list's snapshot (version ${version}) is no longer kept: start the list again`,
      );
    }
    const wanted = { ...args, limit: args.limit + 1 };
    const current = yield* unchangedSince(wanted, version);
    const past =
      version === clock.version ? [] : yield* changedSince(wanted, version);
    const rows = [...current, ...past].sort(byPath).slice(0, wanted.limit);
    return {
      rows: rows.slice(0, args.limit),
      version,
      more: rows.length > args.limit,
    };
  },
};

function* unchangedSince(
  args: ListArgs,
  version: number,
): Steps<ResourceRow[]> {
  const [first, ...others] = Object.entries(args.labels);
  const conditions = ['r.kind = ?', 'r.version <= ?'];
  const params: SqlValue[] = [args.kind, version];
  let from = 'resources r';
  let position = 'r.path';
  if (first) {
    // The index of labels is in the order of the list, so that a page of a selection reads no more than it needs.
    from = 'resource_labels l JOIN resources r ON r.uid = l.uid';
    position = 'l.path';
    conditions.push('l.kind = ?', 'l.label = ?', 'l.value = ?');
    params.push(args.kind, ...first);
  }
  for (const [label, value] of others) {
    conditions.push(
      'EXISTS (SELECT 1 FROM resource_labels x WHERE x.uid = r.uid AND x.label = ? AND x.value = ?)',
    );
    params.push(label, value);
  }
  addRange(args, position, conditions, params);
  const rows = yield sql(
    `SELECT r.kind, r.path, r.uid, r.version, r.object
     FROM ${from} WHERE ${conditions.join(' AND ')}
     ORDER BY ${position} LIMIT ?`,
    ...params,
    args.limit,
  );
  return rows.map(toResourceRow);
}

/** What existed at `version` and has changed since, as it was then. */
function* changedSince(args: ListArgs, version: number): Steps<ResourceRow[]> {
  const found: ResourceRow[] = [];
  let after = args.after;
  while (found.length < args.limit) {
    const chunk = yield* firstChanges({ ...args, after }, version);
    found.push(
      ...chunk.filter(row =>
        matchesLabels(parseStored(row.object).metadata.labels, args.labels),
      ),
    );
    after = chunk.at(-1)?.path;
    if (chunk.length < args.limit) {
      break;
    }
  }
  return found;
}

function* firstChanges(args: ListArgs, version: number): Steps<ResourceRow[]> {
  const conditions = [
    'h.kind = ?',
    'h.version > ?',
    'h.previous IS NOT NULL',
    `NOT EXISTS (SELECT 1 FROM resource_history e
       WHERE e.kind = h.kind AND e.path = h.path
         AND e.version > ? AND e.version < h.version)`,
  ];
  const params: SqlValue[] = [args.kind, version, version];
  addRange(args, 'h.path', conditions, params);
  const rows = yield sql(
    `SELECT h.kind, h.path, h.previous_uid, h.previous_version, h.previous
     FROM resource_history h WHERE ${conditions.join(' AND ')}
     ORDER BY h.path LIMIT ?`,
    ...params,
    args.limit,
  );
  return rows.map(row => ({
    kind: text(row, 'kind'),
    path: text(row, 'path'),
    uid: text(row, 'previous_uid'),
    version: int(row, 'previous_version'),
    object: text(row, 'previous'),
  }));
}

function addRange(
  args: ListArgs,
  column: string,
  conditions: string[],
  params: SqlValue[],
): void {
  if (args.namespace !== undefined) {
    const [from, to] = pathsOf(args.namespace);
    conditions.push(`${column} > ?`, `${column} < ?`);
    params.push(from, to);
  }
  if (args.after !== undefined) {
    conditions.push(`${column} > ?`);
    params.push(args.after);
  }
}

function byPath(a: ResourceRow, b: ResourceRow): number {
  return a.path < b.path ? -1 : 1;
}
