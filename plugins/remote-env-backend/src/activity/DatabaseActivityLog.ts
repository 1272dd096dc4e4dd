import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import { z } from 'zod';
import { isDatabaseUnavailable } from '../database/isDatabaseUnavailable';
import type {
  ActivityEntry,
  ActivityLog,
  ActivityPage,
  RecordedActivity,
} from './ActivityLog';

const TABLE = 'activity';
const DEFAULT_LIMIT = 50;
/** Rows in one statement; SQLite bounds the number of bound values. */
const ROWS_PER_INSERT = 50;
/** Entries that wait for the database at most. */
const MAX_WAITING = 10_000;
const RETRY_MS = 1_000;

interface NewRow {
  /** Who enters the same twice enters it once. */
  report_id: string;
  at: string;
  action: string;
  outcome: ActivityEntry['outcome'];
  actor: string | null;
  environment: string | null;
  environment_uid: string | null;
  service_id: string | null;
  message: string | null;
  details: string | null;
}

interface Row extends NewRow {
  id: number | string;
}

/** Time and number of the last entry of a page. */
const CURSOR = /^(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)_(\d{1,18})$/;

const detailsSchema = z.record(z.string(), z.string());

function cut(text: string | undefined, length: number): string | null {
  return text === undefined ? null : text.slice(0, length);
}

function toRow(entry: ActivityEntry): NewRow {
  return {
    report_id: entry.reportId ?? randomUUID(),
    at: (entry.at ?? new Date()).toISOString(),
    action: entry.action,
    outcome: entry.outcome,
    actor: cut(entry.actor, 300),
    environment: cut(entry.environment?.name, 63),
    environment_uid: cut(entry.environment?.uid, 100),
    service_id: cut(entry.serviceId, 100),
    message: cut(entry.message, 1000),
    details: entry.details ? JSON.stringify(entry.details) : null,
  };
}

function fromRow(row: Row): RecordedActivity {
  return {
    id: String(row.id),
    at: new Date(row.at),
    action: row.action,
    outcome: row.outcome,
    ...(row.actor !== null && { actor: row.actor }),
    ...(row.environment !== null && {
      environment: {
        name: row.environment,
        ...(row.environment_uid !== null && { uid: row.environment_uid }),
      },
    }),
    ...(row.service_id !== null && { serviceId: row.service_id }),
    ...(row.message !== null && { message: row.message }),
    ...(row.details !== null && {
      details: detailsSchema.parse(JSON.parse(row.details)),
    }),
  };
}

/**
 * The activity log in the plugin's Backstage database. While that is away entries wait, up to a limit, and are entered
 * once when it is back: also those of which nobody knows whether they still arrived.
 */
export class DatabaseActivityLog implements ActivityLog {
  readonly #knex: Knex;
  readonly #logger: LoggerService;
  #waiting: NewRow[] = [];
  #retry: NodeJS.Timeout | undefined;

  private constructor(knex: Knex, logger: LoggerService) {
    this.#knex = knex;
    this.#logger = logger;
  }

  static create(options: { knex: Knex; logger: LoggerService }) {
    return new DatabaseActivityLog(options.knex, options.logger);
  }

  async record(...entries: ActivityEntry[]): Promise<void> {
    await this.#enter(entries.map(toRow));
  }

  /** Tries once more to enter what waits. */
  async close(): Promise<void> {
    clearTimeout(this.#retry);
    const rows = this.#waiting.splice(0);
    await this.#enter(rows);
    clearTimeout(this.#retry);
  }

  async #enter(rows: NewRow[]): Promise<void> {
    for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
      try {
        await this.#knex<NewRow>(TABLE)
          .insert(rows.slice(at, at + ROWS_PER_INSERT))
          .onConflict('report_id')
          .ignore();
      } catch (error) {
        const left = rows.slice(at);
        if (!isDatabaseUnavailable(error)) {
          this.#logger.error(
            `${left.length} entries of the activity log were lost: ${error}`,
          );
        } else {
          this.#wait(left, error);
        }
        return;
      }
    }
  }

  #wait(rows: NewRow[], reason: unknown): void {
    const room = MAX_WAITING - this.#waiting.length;
    this.#waiting.push(...rows.slice(0, room));
    if (rows.length > room) {
      this.#logger.error(
        `${rows.length - room} entries of the activity log were lost, ${
          this.#waiting.length
        } wait for the database: ${reason}`,
      );
    }
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      void this.#enter(this.#waiting.splice(0));
    }, RETRY_MS).unref();
  }

  async list(
    environment: { name: string; uid: string; createdAt: Date },
    options: { limit?: number; cursor?: string } = {},
  ): Promise<ActivityPage> {
    const { limit = DEFAULT_LIMIT, cursor } = options;
    const [, lastAt, lastId] = CURSOR.exec(cursor ?? '') ?? [];
    if (cursor !== undefined && lastAt === undefined) {
      throw new InputError('cursor is not from this list');
    }
    const matching = this.#knex<Row>(TABLE)
      .where('environment', environment.name)
      .where(which =>
        which
          .where('environment_uid', environment.uid)
          .orWhere(unproven =>
            unproven
              .whereNull('environment_uid')
              .where('at', '>=', environment.createdAt.toISOString()),
          ),
      );
    // By time and not by number: what gateways report comes later than it happened.
    const page = matching
      .clone()
      .orderBy([
        { column: 'at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit + 1);
    if (lastAt !== undefined && lastId !== undefined) {
      page.where(after =>
        after
          .where('at', '<', lastAt)
          .orWhere(tie => tie.where('at', lastAt).where('id', '<', lastId)),
      );
    }
    const rows: Row[] = await page;
    const counted = await matching.clone().count({ total: '*' }).first();
    const items = rows.slice(0, limit).map(fromRow);
    const last = items.at(-1);
    return {
      items,
      totalItems: Number(counted?.total ?? 0),
      ...(rows.length > limit &&
        last && { nextCursor: `${last.at.toISOString()}_${last.id}` }),
    };
  }

  /** Removes what is older. @returns how many entries */
  async prune(before: Date): Promise<number> {
    return this.#knex(TABLE).where('at', '<', before.toISOString()).delete();
  }
}
