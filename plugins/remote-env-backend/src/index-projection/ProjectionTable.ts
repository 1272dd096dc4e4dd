import type { Resource } from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import type { Projection } from './projections';

/** Rows in one statement; SQLite bounds the number of bound values. */
const ROWS_PER_STATEMENT = 100;

/** The table of one kind: what is written to it, and nothing about when. */
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

  async put(objects: readonly T[]): Promise<void> {
    const { table, columns } = this.#projection;
    const rows = objects.map(object => ({
      object_name: object.metadata.name,
      uid: object.metadata.uid,
      created_at: object.metadata.creationTimestamp,
      ...columns(object),
      document: JSON.stringify(object),
    }));
    await this.#knex.transaction(async tx => {
      for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
        await tx(table)
          .insert(rows.slice(at, at + ROWS_PER_STATEMENT))
          .onConflict('object_name')
          .merge();
      }
    });
  }

  /** @param uid - leaves an object of the same name with another uid alone */
  async remove(name: string, uid?: string): Promise<void> {
    await this.#knex(this.#projection.table)
      .where({ object_name: name, ...(uid !== undefined && { uid }) })
      .delete();
  }

  async names(): Promise<string[]> {
    return this.#knex(this.#projection.table).pluck('object_name');
  }

  async clear(): Promise<void> {
    await this.#knex(this.#projection.table).delete();
  }
}
