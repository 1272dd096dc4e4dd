import type { Knex } from 'knex';
import type { Claim, DerivationKind, DerivationLedger } from '../registry';
import { claimRow, giveBackRow, type ClaimColumns } from './claims';

const TABLE = 'derivations';

interface Row extends ClaimColumns {
  sha256: string;
  kind: DerivationKind;
  version: number;
}

/** The ledger in the plugin's Backstage database, which decides between portals that claim at once. */
export class DatabaseDerivationLedger implements DerivationLedger {
  readonly #knex: Knex;
  readonly #of: { kind: DerivationKind; version: number };

  static create(
    knex: Knex,
    of: { kind: DerivationKind; version: number },
  ): DatabaseDerivationLedger {
    return new DatabaseDerivationLedger(knex, of);
  }

  private constructor(
    knex: Knex,
    of: { kind: DerivationKind; version: number },
  ) {
    this.#knex = knex;
    this.#of = of;
  }

  async missing(digests: readonly string[]): Promise<string[]> {
    const rows: Pick<Row, 'sha256'>[] = await this.#knex<Row>(TABLE)
      .select('sha256')
      .where({ ...this.#of, done: true })
      .whereIn('sha256', digests);
    const done = new Set(rows.map(({ sha256 }) => sha256));
    return digests.filter(sha256 => !done.has(sha256));
  }

  async claim(
    sha256: string,
    leaseMs: number,
    now = Date.now(),
  ): Promise<Claim> {
    return claimRow(this.#row(sha256), { leaseMs, now });
  }

  async done(sha256: string): Promise<boolean> {
    const updated = await this.#knex<Row>(TABLE)
      .where({ ...this.#of, sha256 })
      .update({ done: true });
    return updated > 0;
  }

  async giveBack(
    sha256: string,
    delayMs: number,
    now = Date.now(),
  ): Promise<void> {
    await giveBackRow(this.#row(sha256), now + delayMs);
  }

  async reopen(sha256: string): Promise<void> {
    await this.#knex<Row>(TABLE)
      .where({ ...this.#of, sha256, done: true })
      .update({ done: false, attempts: 0, claimed_until: 0 });
  }

  async forget(sha256: string): Promise<void> {
    await this.#knex<Row>(TABLE).where({ sha256 }).delete();
  }

  #row(sha256: string) {
    return { knex: this.#knex, table: TABLE, key: { ...this.#of, sha256 } };
  }
}
