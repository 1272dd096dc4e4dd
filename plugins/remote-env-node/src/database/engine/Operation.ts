/** What a column holds on either engine. `BIGINT` columns arrive as numbers, binary ones as bytes. */
export type SqlValue = string | number | Uint8Array | null;
export type Row = Record<string, SqlValue>;

/** One statement with `?` placeholders, in SQL that SQLite and PostgreSQL both understand. */
export interface Statement {
  sql: string;
  params: readonly SqlValue[];
}

/**
 * A piece of adapter logic: yields statements, is given their rows, returns its result. It never awaits, so that
 * the same code runs synchronously inside the SQLite worker and asynchronously on PostgreSQL.
 */
export type Steps<T> = Generator<Statement, T, Row[]>;

/** The few words in which the two engines differ. */
export interface Dialect {
  readonly name: 'sqlite' | 'pg';
  /** Type of a binary column. */
  readonly bytes: string;
  /** Type of a key that is a 64-bit number. */
  readonly key: string;
  /** Expression for the engine's own time, in milliseconds: the one clock that all processes share. */
  readonly now: string;
  /** Type of a text column that sorts by code point, whatever the locale of the database. */
  readonly text: string;
}

export const SQLITE: Dialect = {
  name: 'sqlite',
  bytes: 'BLOB',
  // Only this very word makes a column SQLite's own row id.
  key: 'INTEGER',
  now: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  text: 'TEXT',
};
export const POSTGRES: Dialect = {
  name: 'pg',
  bytes: 'BYTEA',
  key: 'BIGINT',
  now: 'CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)',
  text: 'TEXT COLLATE "C"',
};

/**
 * A named unit of work. Arguments and results are plain data: they cross a thread boundary.
 *
 * `write`: runs while no other writer does, in a transaction that may hold further operations; when it throws,
 * its own statements are undone and the others stay. It must be safe to run again from the start with the same
 * arguments. `read`: sees one snapshot and writes nothing. `query`: a read of one statement, which is a snapshot by
 * itself and needs no transaction.
 */
export interface Operation<A, R> {
  readonly name: string;
  readonly mode: 'query' | 'read' | 'write';
  run(args: A, dialect: Dialect): Steps<R>;
}

/** A set of tables with its own lock, version and notification channel. */
export interface Component {
  readonly name: 'resources' | 'events';
  /** Brings the tables to the form this code knows; runs on every start. */
  readonly migrate: Operation<undefined, void>;
}

/** Builds a statement. */
export function sql(query: string, ...params: SqlValue[]): Statement {
  return { sql: query, params };
}

/** @returns the engine's time, in milliseconds since 1970 */
export function* databaseTime(dialect: Dialect): Steps<number> {
  const [row] = yield sql(`SELECT ${dialect.now} AS now`);
  if (!row) {
    throw new TypeError('The database does not tell its time');
  }
  return int(row, 'now');
}

/** @returns the text in a column that is never null */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') {
    throw new TypeError(`Column ${column} holds no text`);
  }
  return value;
}

/** @returns the number in a column that is never null */
export function int(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') {
    throw new TypeError(`Column ${column} holds no number`);
  }
  return value;
}

/** @returns the text in a column, or undefined for null */
export function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

/** @returns the number in a column, or undefined for null */
export function optionalInt(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : int(row, column);
}

/** @returns the bytes in a column, or undefined for null */
export function optionalBytes(
  row: Row,
  column: string,
): Uint8Array | undefined {
  const value = row[column];
  if (value === null) {
    return undefined;
  }
  if (!(value instanceof Uint8Array)) {
    throw new TypeError(`Column ${column} holds no bytes`);
  }
  return value;
}
