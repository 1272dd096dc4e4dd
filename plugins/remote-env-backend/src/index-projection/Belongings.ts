import type { Knex } from 'knex';

/** How much belongs to one environment. */
export interface BelongingCounts {
  services: number;
  /** Certificates that still let the system in. */
  certificates: number;
  bindings: number;
  subscriptions: number;
}

/** Counts what goes with an environment when it is deleted. */
export class Belongings {
  readonly #knex: Knex;

  static create(knex: Knex) {
    return new Belongings(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async count(
    environment: { name: string; uid: string },
    now: Date,
  ): Promise<BelongingCounts> {
    const of = (table: string) =>
      this.#knex(table).where({
        environment: environment.name,
        environment_uid: environment.uid,
      });
    const [services, certificates, bindings, subscriptions] = await Promise.all(
      [
        total(of('index_services')),
        total(
          of('index_certificates')
            .whereNull('revoked_at')
            .where('not_after', '>', now.toISOString()),
        ),
        total(of('index_bindings')),
        total(of('index_subscriptions')),
      ],
    );
    return { services, certificates, bindings, subscriptions };
  }
}

async function total(matching: Knex.QueryBuilder): Promise<number> {
  const row = await matching.count({ total: '*' }).first();
  return Number(row?.total ?? 0);
}
