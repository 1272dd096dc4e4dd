import {
  RemoteEnvironmentKind,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';

/** A connection that ends because nobody renews its certificate. */
export interface EndingConnection {
  environment: RemoteEnvironment;
  /** When the last of its certificates expires. */
  endsAt: Date;
}

interface Row {
  document: string;
  ends_at: string;
}

/** Finds approved environments all of whose certificates expire soon; one that was renewed is not among them. */
export class EndingConnections {
  readonly #knex: Knex;

  static create(knex: Knex) {
    return new EndingConnections(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @returns those that are still there at `from` and no longer at `to` */
  async between(from: Date, to: Date): Promise<EndingConnection[]> {
    const last = this.#knex('index_certificates')
      .select('environment', 'environment_uid')
      .max({ ends_at: 'not_after' })
      .whereNull('revoked_at')
      .groupBy('environment', 'environment_uid')
      .as('c');
    const rows: Row[] = await this.#knex({ e: 'index_environments' })
      .join(last, join =>
        join
          .on('c.environment', 'e.object_name')
          .andOn('c.environment_uid', 'e.uid'),
      )
      .join({ a: 'index_approvals' }, join =>
        join
          .on('a.environment', 'e.object_name')
          .andOn('a.environment_uid', 'e.uid'),
      )
      .where('a.verdict', 'approved')
      .where('e.deleting', false)
      .where('c.ends_at', '>', from.toISOString())
      .where('c.ends_at', '<=', to.toISOString())
      .orderBy(['c.ends_at', 'e.object_name'])
      .select('e.document', 'c.ends_at');
    return rows.map(row => ({
      environment: RemoteEnvironmentKind.schema.parse(JSON.parse(row.document)),
      endsAt: new Date(row.ends_at),
    }));
  }
}
