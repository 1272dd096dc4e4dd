import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { isDatabaseUnavailable } from '../database/isDatabaseUnavailable';
import type { ActivityEntry, ActivityLog, ActivityPage } from './ActivityLog';
import { afterCursor, cursorOf, readCursor } from './activityCursor';
import { whereKind, type ActivityKind } from './activityKinds';
import {
  ACTIVITY_TABLE,
  enterRows,
  fromRow,
  ROWS_PER_STATEMENT,
  toRow,
  type ActivityRow,
  type NewActivityRow,
} from './activityRows';

const DEFAULT_LIMIT = 50;
/** Entries that wait for the database at most. */
const MAX_WAITING = 10_000;
const RETRY_MS = 1_000;

/** @param environmentUids - each once */
export type OnRecorded = (environmentUids: string[]) => void;

function uidsOf(rows: readonly NewActivityRow[]): string[] {
  return [...new Set(rows.flatMap(row => row.environment_uid ?? []))];
}

/**
 * The activity log in the plugin's Backstage database. While that is away entries wait, up to a limit, and are entered
 * once when it is back: also those of which nobody knows whether they still arrived.
 */
export class DatabaseActivityLog implements ActivityLog {
  readonly #knex: Knex;
  readonly #logger: LoggerService;
  readonly #onRecorded: OnRecorded;
  #waiting: NewActivityRow[] = [];
  #retry: NodeJS.Timeout | undefined;

  private constructor(options: {
    knex: Knex;
    logger: LoggerService;
    onRecorded?: OnRecorded;
  }) {
    this.#knex = options.knex;
    this.#logger = options.logger;
    this.#onRecorded = options.onRecorded ?? (() => {});
  }

  /** @param options - `onRecorded`: told which environments there are new entries of */
  static create(options: {
    knex: Knex;
    logger: LoggerService;
    onRecorded?: OnRecorded;
  }) {
    return new DatabaseActivityLog(options);
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

  async #enter(rows: NewActivityRow[]): Promise<void> {
    for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
      try {
        await enterRows(this.#knex, rows.slice(at, at + ROWS_PER_STATEMENT));
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
    this.#onRecorded(uidsOf(rows));
  }

  #wait(rows: NewActivityRow[], reason: unknown): void {
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
    options: { limit?: number; cursor?: string; kind?: ActivityKind } = {},
  ): Promise<ActivityPage> {
    const { limit = DEFAULT_LIMIT, cursor, kind } = options;
    const before = readCursor(cursor);
    const matching = this.#knex<ActivityRow>(ACTIVITY_TABLE)
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
    if (kind !== undefined) {
      whereKind(matching, kind);
    }
    // By time and not by number: what gateways report comes later than it happened.
    const page = matching
      .clone()
      .orderBy([
        { column: 'at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit + 1);
    if (before) {
      afterCursor(page, before);
    }
    const rows: ActivityRow[] = await page;
    const counted = await matching.clone().count({ total: '*' }).first();
    const items = rows.slice(0, limit).map(fromRow);
    const last = items.at(-1);
    return {
      items,
      totalItems: Number(counted?.total ?? 0),
      ...(rows.length > limit && last && { nextCursor: cursorOf(last) }),
    };
  }

  /** Removes what is older. @returns how many entries */
  async prune(before: Date): Promise<number> {
    return this.#knex(ACTIVITY_TABLE)
      .where('at', '<', before.toISOString())
      .delete();
  }
}
