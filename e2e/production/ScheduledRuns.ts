import pg from 'pg';

/** One run of a scheduled task, as the table that all portals share has it. */
export interface ScheduledRun {
  /** Milliseconds since the epoch. */
  claimedAt: number;
  releasedAt: number;
}

const NOTES = 'scheduled_runs_of_tests';
const TASKS = 'backstage_backend_tasks__tasks';
const PLUGINS = ['remote-env', 'search'] as const;

/** Notes every claim and release of a task by triggers of its own in the portals' database. */
export class ScheduledRuns {
  readonly #pool: pg.Pool;

  /** Begins to note; whoever opens them later finds all from here on. */
  static async note(connectionString: string): Promise<void> {
    const pool = new pg.Pool({ connectionString, max: 1 });
    await pool.query(`
      create schema if not exists ${NOTES};
      create table if not exists ${NOTES}.runs (
        ticket text primary key, task text not null,
        claimed_at timestamptz not null, released_at timestamptz);
      create or replace function ${NOTES}.note() returns trigger language plpgsql as $$
      begin
        if new.current_run_ticket is not null and old.current_run_ticket is null then
          insert into ${NOTES}.runs values (new.current_run_ticket, new.id, clock_timestamp());
        elsif new.current_run_ticket is null and old.current_run_ticket is not null then
          update ${NOTES}.runs set released_at = clock_timestamp() where ticket = old.current_run_ticket;
        end if;
        return new;
      end $$;
    `);
    for (const plugin of PLUGINS) {
      await pool.query(
        `create or replace trigger note_runs after update on "${plugin}".${TASKS}
         for each row execute function ${NOTES}.note()`,
      );
    }
    await pool.end();
  }

  static open(connectionString: string): ScheduledRuns {
    return new ScheduledRuns(new pg.Pool({ connectionString, max: 1 }));
  }

  private constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Those that have ended, by task, in the order in which they began. */
  async finished(): Promise<Map<string, ScheduledRun[]>> {
    const { rows } = await this.#pool.query<{
      task: string;
      claimed_at: Date;
      released_at: Date;
    }>(
      `select task, claimed_at, released_at from ${NOTES}.runs
       where released_at is not null order by claimed_at`,
    );
    const runs = new Map<string, ScheduledRun[]>();
    for (const { task, claimed_at, released_at } of rows) {
      runs.set(task, [
        ...(runs.get(task) ?? []),
        { claimedAt: claimed_at.getTime(), releasedAt: released_at.getTime() },
      ]);
    }
    return runs;
  }

  /** Ids of the tasks of a plugin that portals share. */
  async registered(plugin: (typeof PLUGINS)[number]): Promise<string[]> {
    const { rows } = await this.#pool.query<{ id: string }>(
      `select id from "${plugin}".${TASKS} order by id`,
    );
    return rows.map(({ id }) => id);
  }

  /** Runs that began before the one before them had ended. */
  static overlapping(runs: readonly ScheduledRun[]): ScheduledRun[] {
    return runs.filter(
      ({ claimedAt }, i) => claimedAt < (runs[i - 1]?.releasedAt ?? 0),
    );
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
