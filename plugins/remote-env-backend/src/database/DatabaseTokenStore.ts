import type { Knex } from 'knex';
import type { StoredToken, TokenStore } from '../trust/TokenStore';

const TABLE = 'one_time_tokens';

interface Row {
  digest: string;
  environment: string;
  environment_uid: string;
  issued_by: string;
  issued_at: number | string;
  expires_at: number | string;
}

/** One-time tokens in the portal's database. */
export class DatabaseTokenStore implements TokenStore {
  readonly #knex: Knex;

  static create(knex: Knex) {
    return new DatabaseTokenStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async add(token: StoredToken): Promise<void> {
    await this.#knex<Row>(TABLE).insert({
      digest: token.digest,
      environment: token.environment.name,
      environment_uid: token.environment.uid,
      issued_by: token.issuedBy,
      issued_at: token.issuedAt.getTime(),
      expires_at: token.expiresAt.getTime(),
    });
  }

  async find(digest: string): Promise<StoredToken | undefined> {
    const row = await this.#knex<Row>(TABLE)
      .where({ digest })
      .where('expires_at', '>', Date.now())
      .first();
    return (
      row && {
        digest: row.digest,
        environment: { name: row.environment, uid: row.environment_uid },
        issuedBy: row.issued_by,
        issuedAt: new Date(Number(row.issued_at)),
        expiresAt: new Date(Number(row.expires_at)),
      }
    );
  }

  async consume(digest: string): Promise<boolean> {
    // The row count decides a race, in both databases.
    const removed = await this.#knex<Row>(TABLE)
      .where({ digest })
      .where('expires_at', '>', Date.now())
      .delete();
    return removed === 1;
  }

  async removeExpired(before: Date): Promise<void> {
    await this.#knex<Row>(TABLE)
      .where('expires_at', '<=', before.getTime())
      .delete();
  }

  async removeOf(environmentUid: string): Promise<void> {
    await this.#knex<Row>(TABLE)
      .where({ environment_uid: environmentUid })
      .delete();
  }
}
