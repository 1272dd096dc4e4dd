import type { Row, Steps } from '../../engine/Operation.ts';
import { int, sql, text } from '../../engine/Operation.ts';

/** One object as it is in the table. */
export interface ResourceRow {
  kind: string;
  /** `{namespace}/{name}` */
  path: string;
  uid: string;
  version: number;
  /** `StoredObject` as JSON. */
  object: string;
}

export interface ResourceKey {
  kind: string;
  path: string;
}

export function toResourceRow(row: Row): ResourceRow {
  return {
    kind: text(row, 'kind'),
    path: text(row, 'path'),
    uid: text(row, 'uid'),
    version: int(row, 'version'),
    object: text(row, 'object'),
  };
}

export function* findRow(key: ResourceKey): Steps<ResourceRow | undefined> {
  const [row] = yield sql(
    `SELECT kind, path, uid, version, object FROM resources
     WHERE kind = ? AND path = ?`,
    key.kind,
    key.path,
  );
  return row && toResourceRow(row);
}

export interface Clock {
  /** Of the last change. */
  version: number;
  /** Changes after this version are all in the history. */
  oldest: number;
}

export function* readClock(): Steps<Clock> {
  const [row] = yield sql(
    'SELECT version, oldest FROM resource_clock WHERE id = 1',
  );
  if (!row) {
    throw new TypeError('The resource store has lost its clock');
  }
  return { version: int(row, 'version'), oldest: int(row, 'oldest') };
}

/** @returns what the paths of a namespace lie between */
export function pathsOf(namespace: string): [from: string, to: string] {
  // The character after the slash, so that the range holds every name and nothing else.
  return [`${namespace}/`, `${namespace}0`];
}
