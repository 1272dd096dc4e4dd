import type { LoggerService } from '@backstage/backend-plugin-api';
import pg from 'pg';
import { StoreUnavailableError } from '../../ports/errors';
import type { Component } from '../engine/Operation';
import { POSTGRES } from '../engine/Operation';
import { drive } from './statements';

/** Text form of a 64-bit integer column; all of ours stay below 2^53. */
const INT8_OID = 20;

const types = new pg.TypeOverrides();
types.setTypeParser(INT8_OID, Number);

/**
 * A lock or a statement that takes longer ends with an error, and so does a transaction whose process has stopped
 * in the middle: nobody waits for ever.
 */
const SESSION = `
  SET lock_timeout = 30000;
  SET statement_timeout = 60000;
  SET idle_in_transaction_session_timeout = 30000`;

export interface PostgresSettings {
  /** Empty: what the environment says. */
  connectionString: string;
  schema: string;
  component: Component;
  logger?: LoggerService;
}

/** Connections to one schema, which is made and brought up to date with the first of them. */
export class PostgresConnections {
  readonly #settings: PostgresSettings;
  readonly #pool: pg.Pool;
  readonly #prepared = new WeakSet<pg.ClientBase>();
  #migrated: Promise<void> | undefined;

  /** @throws Error when the schema's name is not a plain identifier */
  static create(settings: PostgresSettings) {
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(settings.schema)) {
      throw new Error(
        `schema: '${settings.schema}' must have 1 to 63 lower-case letters, digits and underscores`,
      );
    }
    return new PostgresConnections(settings);
  }

  private constructor(settings: PostgresSettings) {
    this.#settings = settings;
    this.#pool = new pg.Pool({
      ...this.#config(),
      max: 6,
      allowExitOnIdle: true,
    });
    // An idle connection that breaks is replaced by the pool; it is worth a line, not the process.
    this.#pool.on('error', error =>
      settings.logger?.warn(`A database connection was lost: ${error.message}`),
    );
  }

  /** Lends a connection for one piece of work; one that failed is not used again. */
  async use<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    await this.#migrate();
    return this.#lend(work);
  }

  /** Runs the work in a transaction; whatever it throws undoes everything. */
  async transaction<T>(
    begin: string,
    work: (client: pg.ClientBase) => Promise<T>,
  ): Promise<T> {
    return this.use(client => inTransaction(client, begin, work));
  }

  /** A connection of its own, outside the pool; the caller ends it. */
  async dedicated(): Promise<pg.Client> {
    await this.#migrate();
    const client = new pg.Client(this.#config());
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  #config(): pg.ClientConfig {
    const { connectionString } = this.#settings;
    return {
      ...(connectionString !== '' && { connectionString }),
      application_name: 'remote-env',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      pipeline: true,
      types,
    };
  }

  async #lend<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      if (!this.#prepared.has(client)) {
        // Without a listener a connection lost between two queries would end the process.
        client.on('error', () => {});
        await this.#prepare(client);
        this.#prepared.add(client);
      }
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async #prepare(client: pg.ClientBase): Promise<void> {
    await client.query(
      `${SESSION}; SET search_path = "${this.#settings.schema}"`,
    );
    const { rows } = await client.query('SHOW synchronous_commit');
    if (rows[0]?.synchronous_commit === 'off') {
      // What is reported as written has to be on disk, whatever the server's default is.
      await client.query('SET synchronous_commit = on');
    }
  }

  /** Once; a failure leaves the next caller to try again. */
  #migrate(): Promise<void> {
    this.#migrated ??= this.#lend(client =>
      inTransaction(client, 'BEGIN', () => this.#createTables(client)),
    ).catch(error => {
      this.#migrated = undefined;
      throw error;
    });
    return this.#migrated;
  }

  async #createTables(client: pg.ClientBase): Promise<void> {
    const { schema, component } = this.#settings;
    await client.query(
      'SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))',
      ['remote-env schema', schema],
    );
    const { rowCount } = await client.query(
      'SELECT 1 FROM pg_namespace WHERE nspname = $1',
      [schema],
    );
    if (rowCount === 0) {
      await client.query(`CREATE SCHEMA "${schema}"`);
    }
    await drive(client, component.migrate.run(undefined, POSTGRES));
  }
}

async function inTransaction<T>(
  client: pg.ClientBase,
  begin: string,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  try {
    await client.query(begin);
    const result = await work(client);
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') {
      throw new StoreUnavailableError('The database undid the transaction');
    }
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      // The connection is broken; whoever lent it drops it because of the first error.
    });
    throw error;
  }
}
