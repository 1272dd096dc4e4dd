import type { Knex } from 'knex';
import type { StoredToken, TokenClaim, TokenStore } from '../trust/TokenStore';

const TABLE = 'one_time_tokens';

interface Row {
  digest: string;
  environment: string;
  environment_uid: string;
  issued_by: string;
  issued_at: number | string;
  expires_at: number | string;
  claim?: string | null;
  claimed_until?: number | string | null;
}

function rowOf(token: StoredToken): Row {
  return {
    digest: token.digest,
    environment: token.environment.name,
    environment_uid: token.environment.uid,
    issued_by: token.issuedBy,
    issued_at: token.issuedAt.getTime(),
    expires_at: token.expiresAt.getTime(),
  };
}

function tokenOf(row: Row): StoredToken {
  return {
    digest: row.digest,
    environment: { name: row.environment, uid: row.environment_uid },
    issuedBy: row.issued_by,
    issuedAt: new Date(Number(row.issued_at)),
    expiresAt: new Date(Number(row.expires_at)),
  };
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
    await this.#knex<Row>(TABLE).insert(rowOf(token));
  }

  async find(digest: string): Promise<StoredToken | undefined> {
    const row = await this.#knex<Row>(TABLE)
      .where({ digest })
      .where('expires_at', '>', Date.now())
      .first();
    return row && tokenOf(row);
  }

  async list(environmentUid: string, limit: number): Promise<StoredToken[]> {
    const rows = await this.#knex<Row>(TABLE)
      .where({ environment_uid: environmentUid })
      .where('expires_at', '>', Date.now())
      .orderBy([{ column: 'issued_at', order: 'desc' }, { column: 'digest' }])
      .limit(limit);
    return rows.map(tokenOf);
  }

  async cancel(environmentUid: string, digest: string): Promise<boolean> {
    const removed = await this.#knex<Row>(TABLE)
      .where({ environment_uid: environmentUid, digest })
      .where('expires_at', '>', Date.now())
      .delete();
    return removed === 1;
  }

  async claim(digest: string, claim: TokenClaim): Promise<boolean> {
    const claimed = await this.#free(this.#knex, digest).update({
      claim: claim.id,
      claimed_until: claim.until.getTime(),
    });
    return claimed === 1;
  }

  async release(digest: string, claimId: string): Promise<void> {
    await this.#knex<Row>(TABLE)
      .where({ digest, claim: claimId })
      .update({ claim: null, claimed_until: null });
  }

  async consume(digest: string, claimId: string): Promise<boolean> {
    const removed = await this.#knex<Row>(TABLE)
      .where({ digest, claim: claimId })
      .delete();
    return removed === 1;
  }

  async replace(digest: string, next: StoredToken): Promise<boolean> {
    return this.#knex.transaction(async transaction => {
      const removed = await this.#free(transaction, digest).delete();
      if (removed !== 1) {
        return false;
      }
      await transaction<Row>(TABLE).insert(rowOf(next));
      return true;
    });
  }

  /** One statement with this condition decides a race by its row count, in either database. */
  #free(knex: Knex, digest: string) {
    const now = Date.now();
    return knex<Row>(TABLE)
      .where({ digest })
      .where('expires_at', '>', now)
      .where(free =>
        free.whereNull('claimed_until').orWhere('claimed_until', '<=', now),
      );
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
