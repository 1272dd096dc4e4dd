import type { Resource } from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import type { ColumnValue, LabelRow, Projection } from './projections';

/** Rows in one statement; SQLite bounds the number of bound values. */
const ROWS_PER_STATEMENT = 100;

/** Of every row: which layout it has, and which version of the object it shows. */
const VERSION = 'version';

export type ProjectedRow = Record<string, ColumnValue>;

/** An object to be written over the row of a certain version; without one, where there is no row. */
export interface Replacement<T extends Resource> {
  object: T;
  over: string | undefined;
}

/**
 * The table of one kind: what is written to it, and nothing about when. Several portals write it at once; versions are
 * opaque (docs/decisions/0002-resource-store-semantics.md). So every write names the row's version that it replaces,
 * and does nothing where somebody else was faster.
 */
export class ProjectionTable<T extends Resource> {
  readonly #knex: Knex;
  readonly #projection: Projection<T>;

  private constructor(knex: Knex, projection: Projection<T>) {
    this.#knex = knex;
    this.#projection = projection;
  }

  static create<T extends Resource>(knex: Knex, projection: Projection<T>) {
    return new ProjectionTable(knex, projection);
  }

  /** What a row of this object is marked with: a row of another layout is not up to date whatever it shows. */
  versionOf(object: T): string {
    return `${this.#projection.layout}/${object.metadata.resourceVersion}`;
  }

  rowOf(object: T): ProjectedRow {
    return {
      object_name: object.metadata.name,
      uid: object.metadata.uid,
      created_at: object.metadata.creationTimestamp,
      [VERSION]: this.versionOf(object),
      ...this.#projection.columns(object),
      document: JSON.stringify(object),
    };
  }

  /** @returns names of those that were not written, because the row had another version */
  async replace(replacements: readonly Replacement<T>[]): Promise<string[]> {
    const refused: string[] = [];
    // In one order everywhere, so that two portals that write the same rows wait for one another in turn.
    const ordered = [...replacements].sort((a, b) =>
      a.object.metadata.name < b.object.metadata.name ? -1 : 1,
    );
    for (let at = 0; at < ordered.length; at += ROWS_PER_STATEMENT) {
      const some = ordered.slice(at, at + ROWS_PER_STATEMENT);
      const written = new Set(await this.#replaceSome(some));
      refused.push(
        ...some
          .map(({ object }) => object.metadata.name)
          .filter(name => !written.has(name)),
      );
    }
    return refused;
  }

  async #replaceSome(replacements: Replacement<T>[]): Promise<string[]> {
    return this.#withLabels(async knex => {
      const written = await this.#writeRows(knex, replacements);
      await this.#writeLabels(
        knex,
        replacements
          .map(({ object }) => object)
          .filter(({ metadata }) => written.includes(metadata.name)),
      );
      return written;
    });
  }

  async #writeRows(
    knex: Knex,
    replacements: Replacement<T>[],
  ): Promise<string[]> {
    const { table } = this.#projection;
    const insert = knex(table)
      .insert(replacements.map(({ object }) => this.rowOf(object)))
      .onConflict('object_name');
    const over = replacements.flatMap(({ object, over: version }) =>
      version === undefined ? [] : [[object.metadata.name, version]],
    );
    const query =
      over.length === 0
        ? insert.ignore()
        : insert.merge().where(matching => {
            for (const [name, version] of over) {
              matching.orWhere({
                [`${table}.object_name`]: name,
                [`${table}.${VERSION}`]: version,
              });
            }
          });
    const rows: { object_name: string }[] = await query.returning(
      'object_name',
    );
    return rows.map(row => row.object_name);
  }

  /** Also takes away what a portal of before, which knew of no labels, left of an object that it removed. */
  async #writeLabels(knex: Knex, objects: readonly T[]): Promise<void> {
    const { labels } = this.#projection;
    if (!labels || objects.length === 0) {
      return;
    }
    await knex(labels.table)
      .whereIn(
        'object_name',
        objects.map(({ metadata }) => metadata.name),
      )
      .delete();
    const rows = objects.flatMap(object => labels.rowsOf(object));
    for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
      await knex(labels.table).insert(rows.slice(at, at + ROWS_PER_STATEMENT));
    }
  }

  /**
   * Row and labels change together. The row is written first: the database holds it until the end, so nobody else
   * writes labels of the same object meanwhile.
   */
  #withLabels<R>(change: (knex: Knex) => Promise<R>): Promise<R> {
    return this.#projection.labels
      ? this.#knex.transaction(change)
      : change(this.#knex);
  }

  /** @returns whether there was a row of this version */
  async remove(name: string, version: string): Promise<boolean> {
    return this.#withLabels(async knex => {
      const removed = await knex(this.#projection.table)
        .where({ object_name: name, [VERSION]: version })
        .delete();
      if (removed === 1 && this.#projection.labels) {
        await knex(this.#projection.labels.table)
          .where({ object_name: name })
          .delete();
      }
      return removed === 1;
    });
  }

  async version(name: string): Promise<string | undefined> {
    const row = await this.#knex(this.#projection.table)
      .where({ object_name: name })
      .first<{ version: string } | undefined>(VERSION);
    return row?.version;
  }

  /** Of all rows, by name. */
  async versions(): Promise<Map<string, string>> {
    const rows = await this.#knex(this.#projection.table).select<
      { object_name: string; version: string }[]
    >('object_name', VERSION);
    return new Map(rows.map(row => [row.object_name, row.version]));
  }

  /** Labels that the index has of these names, as one text for each that has any; see `labelsOf`. */
  async labels(names: readonly string[]): Promise<Map<string, string>> {
    const { labels } = this.#projection;
    const found = new Map<string, LabelRow[]>();
    if (labels && names.length > 0) {
      const rows: LabelRow[] = await this.#knex(labels.table)
        .select('object_name', 'label_key', 'label_value', 'search')
        .whereIn('object_name', names);
      for (const row of rows) {
        found.set(row.object_name, [
          ...(found.get(row.object_name) ?? []),
          row,
        ]);
      }
    }
    return new Map(
      [...found].map(([name, rows]) => [name, textOf(rows)] as const),
    );
  }

  /** The same of an object as it should be; undefined without any. */
  labelsOf(object: T): string | undefined {
    const rows = this.#projection.labels?.rowsOf(object) ?? [];
    return rows.length > 0 ? textOf(rows) : undefined;
  }

  /** The rows of these names as they are, by name. */
  async rows(names: readonly string[]): Promise<Map<string, ProjectedRow>> {
    const rows: ProjectedRow[] = await this.#knex(this.#projection.table)
      .select()
      .whereIn('object_name', names);
    return new Map(rows.map(row => [String(row.object_name), row]));
  }
}

function textOf(rows: readonly LabelRow[]): string {
  return rows
    .map(({ label_key: key, label_value: value, search }) =>
      JSON.stringify([key, value, search]),
    )
    .sort()
    .join();
}
