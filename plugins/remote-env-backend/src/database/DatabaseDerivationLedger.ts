import type { Knex } from 'knex';
import type { Claim, DerivationKind, DerivationLedger } from '../registry';

const TABLE = 'derivations';

interface Row {
  sha256: string;
  kind: DerivationKind;
  version: number;
  done: boolean | number;
  attempts: number;
  claimed_until: number | string;
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
    const until = now + leaseMs;
    const created: unknown[] = await this.#knex<Row>(TABLE)
      .insert({
        ...this.#of,
        sha256,
        done: false,
        attempts: 1,
        claimed_until: until,
      })
      .onConflict(['sha256', 'kind', 'version'])
      .ignore()
      .returning('sha256');
    if (created.length > 0) {
      return { state: 'claimed', attempts: 1 };
    }
    const taken = await this.#knex<Row>(TABLE)
      .where({ ...this.#of, sha256, done: false })
      .where('claimed_until', '<=', now)
      .update({
        claimed_until: until,
        attempts: this.#knex.raw('attempts + 1'),
      });
    const row = await this.#knex<Row>(TABLE)
      .where({ ...this.#of, sha256 })
      .first();
    if (taken > 0) {
      return { state: 'claimed', attempts: Number(row?.attempts ?? 1) };
    }
    return row?.done
      ? { state: 'done' }
      : { state: 'taken', until: Number(row?.claimed_until ?? now) };
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
    await this.#knex<Row>(TABLE)
      .where({ ...this.#of, sha256, done: false })
      .update({ claimed_until: now + delayMs });
  }

  async reopen(sha256: string): Promise<void> {
    await this.#knex<Row>(TABLE)
      .where({ ...this.#of, sha256, done: true })
      .update({ done: false, attempts: 0, claimed_until: 0 });
  }

  async forget(sha256: string): Promise<void> {
    await this.#knex<Row>(TABLE).where({ sha256 }).delete();
  }
}
