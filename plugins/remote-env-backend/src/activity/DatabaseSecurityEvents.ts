import { InputError } from '@backstage/errors';
import {
  SECURITY_KINDS,
  securityKind,
} from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import { ACTIVITY_TABLE, fromRow, type ActivityRow } from './activityRows';
import { afterCursor, cursorOf, readCursor } from './activityCursor';
import type {
  SecurityCount,
  SecurityEvent,
  SecurityEventPage,
  SecurityEvents,
  SecurityFilter,
} from './SecurityEvents';

/** Characters of an RFC 3339 time that name a minute, hour or day, and what completes it. */
const STEPS = {
  minute: { length: 16, rest: ':00.000Z' },
  hour: { length: 13, rest: ':00:00.000Z' },
  day: { length: 10, rest: 'T00:00:00.000Z' },
} as const;

interface CountRow {
  moment: string;
  security_kind: string;
  total: number | string;
}

/** Security events in the table of the activity log, by an index of their own. */
export class DatabaseSecurityEvents implements SecurityEvents {
  readonly #knex: Knex;

  static create(knex: Knex) {
    return new DatabaseSecurityEvents(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async list(
    filter: SecurityFilter,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<SecurityEventPage> {
    const last = readCursor(cursor);
    const page = this.#matching(filter)
      .orderBy([
        { column: 'at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit + 1);
    if (last) {
      afterCursor(page, last);
    }
    const rows: ActivityRow[] = await page;
    const counted = await this.#matching(filter).count({ total: '*' }).first();
    const items = rows.slice(0, limit).flatMap(toEvent);
    const end = items.at(-1);
    return {
      items,
      totalItems: Number(counted?.total ?? 0),
      ...(rows.length > limit && end && { nextCursor: cursorOf(end) }),
    };
  }

  async counts(
    filter: SecurityFilter,
    step: keyof typeof STEPS,
  ): Promise<SecurityCount[]> {
    const { length, rest } = STEPS[step];
    const rows: CountRow[] = await this.#matching(filter)
      .select(
        this.#knex.raw('substr(??, 1, ?) as ??', ['at', length, 'moment']),
        'security_kind',
        this.#knex.raw('sum(??) as ??', ['count', 'total']),
      )
      .groupBy('moment', 'security_kind')
      .orderBy(['moment', 'security_kind']);
    return rows.flatMap(({ moment, security_kind, total }) => {
      const kind = securityKind(security_kind);
      return kind
        ? [{ at: new Date(`${moment}${rest}`), kind, count: Number(total) }]
        : [];
    });
  }

  #matching({ kind, environment, address, from, to }: SecurityFilter) {
    if (address !== undefined && !/^[0-9A-Fa-f.:]{1,64}$/.test(address)) {
      throw new InputError(
        'address must be an IP address, or the beginning of one',
      );
    }
    return this.#knex(ACTIVITY_TABLE).where(matching => {
      matching.whereIn('security_kind', kind ? [kind] : [...SECURITY_KINDS]);
      if (environment !== undefined) {
        matching.where('environment', environment);
      }
      if (address !== undefined) {
        if (/[.:]$/.test(address)) {
          matching.whereLike('address', `${address}%`);
        } else {
          matching.where('address', address);
        }
      }
      if (from) {
        matching.where('at', '>=', from.toISOString());
      }
      if (to) {
        matching.where('at', '<', to.toISOString());
      }
    });
  }
}

function toEvent(row: ActivityRow): SecurityEvent[] {
  const kind = securityKind(row.security_kind ?? undefined);
  if (!kind) {
    return [];
  }
  const { id, at, actor, environment, message, details } = fromRow(row);
  return [
    {
      id,
      at,
      kind,
      count: Number(row.count),
      actor,
      message,
      ...(row.address !== null && { address: row.address }),
      environment: environment?.name,
      route: details?.route,
      listener: details?.listener,
    },
  ];
}
