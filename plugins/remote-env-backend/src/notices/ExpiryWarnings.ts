import type { Knex } from 'knex';
import type { EndingConnections } from '../index-projection';
import { expiryNotice, expiryStage, WARNED_AHEAD_MS } from './expiryNotice';
import type { Notices } from './Notices';

const TABLE = 'expiry_notices';

export interface ExpiryWarningsOptions {
  knex: Knex;
  ending: EndingConnections;
  notices: Notices;
  /** Who decides on connections. */
  admins: readonly string[];
}

/** Warns of connections that end, 30, 7 and 1 days before, each time once, however many portals there are. */
export class ExpiryWarnings {
  readonly #options: ExpiryWarningsOptions;

  static create(options: ExpiryWarningsOptions) {
    return new ExpiryWarnings(options);
  }

  private constructor(options: ExpiryWarningsOptions) {
    this.#options = options;
  }

  /** Gives the warnings that are due. One that cannot be given is due again the next time. */
  async give(now = new Date()): Promise<void> {
    const { admins, ending, knex, notices } = this.#options;
    const ahead = new Date(now.getTime() + WARNED_AHEAD_MS);
    for (const { environment, endsAt } of await ending.between(now, ahead)) {
      const stage = expiryStage(endsAt, now);
      if (stage === undefined) {
        continue;
      }
      const row = {
        environment_uid: environment.metadata.uid,
        ends_at: endsAt.toISOString(),
        days: stage,
      };
      if (await this.#isFirst(row)) {
        const notice = expiryNotice(environment, { endsAt, stage, admins });
        if (!(await notices.send(notice))) {
          await knex(TABLE).where(row).delete();
        }
      }
    }
    await knex(TABLE).where('ends_at', '<', now.toISOString()).delete();
  }

  /** The row decides between portals. */
  async #isFirst(row: object): Promise<boolean> {
    const inserted = await this.#options
      .knex(TABLE)
      .insert(row)
      .onConflict(['environment_uid', 'ends_at', 'days'])
      .ignore()
      .returning('days');
    return inserted.length === 1;
  }
}
