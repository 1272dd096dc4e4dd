import {
  documentChangeSchema,
  type DocumentComparison,
} from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import type {
  Claim,
  ComparisonLedger,
  ComparisonState,
  DocumentPair,
} from '../registry';
import { claimRow, giveBackRow, type ClaimColumns } from './claims';

const TABLE = 'document_comparisons';
const COUNTS = ['breaking', 'risky', 'compatible'] as const;
const changesSchema = z.array(documentChangeSchema);

interface Row extends ClaimColumns {
  before_sha256: string;
  after_sha256: string;
  version: number;
  reason: string | null;
  breaking: number;
  risky: number;
  compatible: number;
  changes: string | null;
}

type StateRow = Pick<
  Row,
  'before_sha256' | 'after_sha256' | 'done' | 'reason' | (typeof COUNTS)[number]
>;

/** Comparisons in the plugin's Backstage database, which decides between portals that claim at once. */
export class DatabaseComparisonLedger implements ComparisonLedger {
  readonly #knex: Knex;
  readonly #version: number;

  static create(knex: Knex, version: number): DatabaseComparisonLedger {
    return new DatabaseComparisonLedger(knex, version);
  }

  private constructor(knex: Knex, version: number) {
    this.#knex = knex;
    this.#version = version;
  }

  async states(
    pairs: readonly DocumentPair[],
  ): Promise<(ComparisonState | undefined)[]> {
    const afters = [...new Set(pairs.map(({ after }) => after))];
    const rows: StateRow[] = await this.#knex<Row>(TABLE)
      .select('before_sha256', 'after_sha256', 'done', 'reason', ...COUNTS)
      .where({ version: this.#version })
      .whereIn('after_sha256', afters);
    return pairs.map(({ before, after }) => {
      const row = rows.find(
        each => each.before_sha256 === before && each.after_sha256 === after,
      );
      return row && stateOf(row);
    });
  }

  async comparison(
    pair: DocumentPair,
  ): Promise<DocumentComparison | undefined> {
    const row = await this.#knex<Row>(TABLE).where(this.#of(pair)).first();
    if (!row?.done || row.changes === null) {
      return undefined;
    }
    const { breaking, risky, compatible } = row;
    const changes = changesSchema.parse(JSON.parse(row.changes));
    return { breaking, risky, compatible, changes };
  }

  async claim(
    pair: DocumentPair,
    leaseMs: number,
    now = Date.now(),
  ): Promise<Claim> {
    const initial = { breaking: 0, risky: 0, compatible: 0 };
    return claimRow(this.#row(pair), { leaseMs, now, initial });
  }

  async done(
    pair: DocumentPair,
    found: DocumentComparison | { reason: string },
  ): Promise<void> {
    await this.#knex<Row>(TABLE)
      .where(this.#of(pair))
      .update(
        'reason' in found
          ? { done: true, reason: found.reason }
          : {
              done: true,
              reason: null,
              breaking: found.breaking,
              risky: found.risky,
              compatible: found.compatible,
              changes: JSON.stringify(found.changes),
            },
      );
  }

  async giveBack(
    pair: DocumentPair,
    delayMs: number,
    now = Date.now(),
  ): Promise<void> {
    await giveBackRow(this.#row(pair), now + delayMs);
  }

  #row(pair: DocumentPair) {
    return { knex: this.#knex, table: TABLE, key: this.#of(pair) };
  }

  #of({ before, after }: DocumentPair) {
    return {
      before_sha256: before,
      after_sha256: after,
      version: this.#version,
    };
  }
}

function stateOf(row: StateRow): ComparisonState {
  if (!row.done) {
    return { state: 'pending' };
  }
  const { breaking, risky, compatible, reason } = row;
  return reason === null
    ? { state: 'ready', breaking, risky, compatible }
    : { state: 'failed', reason };
}
