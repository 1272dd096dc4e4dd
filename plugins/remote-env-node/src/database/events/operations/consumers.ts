import { ResourceNotFoundError } from '../../../ports/errors.ts';
import type { Operation, Row, Steps } from '../../engine/Operation.ts';
import {
  databaseTime,
  int,
  optionalText,
  sql,
  text,
} from '../../engine/Operation.ts';
import { lastSequence } from './clock.ts';

/** What a consumer wants, as kept with it. */
export interface ConsumerRules {
  types: { type: string; version?: string }[];
  ackWaitMs: number;
  maxInFlight: number;
  maxDeliveries: number;
}

export interface ConsumerRow {
  name: string;
  environmentUid: string;
  /** Every event up to this one has been looked at. */
  position: number;
  rules: ConsumerRules;
}

export interface ConsumerCounts {
  name: string;
  pending: number;
  inFlight: number;
  deadLetters: number;
}

export const ensureConsumer: Operation<
  Omit<ConsumerRow, 'position'> & {
    /** Where a new one begins, in milliseconds of the database's time; absent: at the end of the log. */
    sinceMs?: number;
  },
  undefined
> = {
  name: 'events.ensureConsumer',
  mode: 'write',
  *run({ name, environmentUid, rules, sinceMs }) {
    const position =
      sinceMs === undefined
        ? yield* lastSequence()
        : yield* lastBefore(environmentUid, sinceMs);
    yield sql(
      `INSERT INTO event_consumers (name, environment_uid, position, config)
       VALUES (?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE
         SET environment_uid = excluded.environment_uid, config = excluded.config`,
      name,
      environmentUid,
      position,
      JSON.stringify(rules),
    );
    return undefined;
  },
};

/** @returns the number of an environment's newest event that was published before then; 0 when there is none */
function* lastBefore(environmentUid: string, ms: number): Steps<number> {
  const [row] = yield sql(
    `SELECT seq FROM events WHERE environment_uid = ? AND published < ?
     ORDER BY seq DESC LIMIT 1`,
    environmentUid,
    ms,
  );
  return row ? int(row, 'seq') : 0;
}

export const removeConsumer: Operation<{ name: string }, undefined> = {
  name: 'events.removeConsumer',
  mode: 'write',
  *run({ name }) {
    yield sql('DELETE FROM event_consumers WHERE name = ?', name);
    yield sql('DELETE FROM event_deliveries WHERE consumer = ?', name);
    yield sql('DELETE FROM event_dead_letters WHERE consumer = ?', name);
    return undefined;
  },
};

export const listConsumers: Operation<undefined, ConsumerCounts[]> = {
  name: 'events.listConsumers',
  mode: 'read',
  *run(_, dialect) {
    const now = yield* databaseTime(dialect);
    const counts: ConsumerCounts[] = [];
    for (const consumer of yield* allConsumers()) {
      counts.push(yield* countFor(consumer, now));
    }
    return counts;
  },
};

export function* allConsumers(): Steps<ConsumerRow[]> {
  const rows = yield sql(
    'SELECT name, environment_uid, position, config FROM event_consumers ORDER BY name',
  );
  return rows.map(toConsumer);
}

/** @throws ResourceNotFoundError */
export function* findConsumer(name: string): Steps<ConsumerRow> {
  const [row] = yield sql(
    'SELECT name, environment_uid, position, config FROM event_consumers WHERE name = ?',
    name,
  );
  if (!row) {
    throw new ResourceNotFoundError(`There is no consumer '${name}'`);
  }
  return toConsumer(row);
}

/** @returns whether an event of this type is for the consumer */
export function wants(
  rules: ConsumerRules,
  type: string,
  version: string | undefined,
): boolean {
  return rules.types.some(
    wanted =>
      wanted.type === type &&
      (wanted.version === undefined || wanted.version === version),
  );
}

export function* countInFlight(name: string, now: number): Steps<number> {
  const [row] = yield sql(
    `SELECT COUNT(*) AS n FROM event_deliveries
     WHERE consumer = ? AND due > ? AND lease > 0`,
    name,
    now,
  );
  return row ? int(row, 'n') : 0;
}

function* countFor(consumer: ConsumerRow, now: number): Steps<ConsumerCounts> {
  const { name, environmentUid, position, rules } = consumer;
  const ahead = yield sql(
    `SELECT type, type_version, COUNT(*) AS n FROM events
     WHERE environment_uid = ? AND seq > ? GROUP BY type, type_version`,
    environmentUid,
    position,
  );
  const [unsettled] = yield sql(
    'SELECT COUNT(*) AS n FROM event_deliveries WHERE consumer = ?',
    name,
  );
  const [dead] = yield sql(
    'SELECT COUNT(*) AS n FROM event_dead_letters WHERE consumer = ?',
    name,
  );
  const waiting = ahead
    .filter(row =>
      wants(rules, text(row, 'type'), optionalText(row, 'type_version')),
    )
    .reduce((sum, row) => sum + int(row, 'n'), 0);
  return {
    name,
    pending: waiting + (unsettled ? int(unsettled, 'n') : 0),
    inFlight: yield* countInFlight(name, now),
    deadLetters: dead ? int(dead, 'n') : 0,
  };
}

function toConsumer(row: Row): ConsumerRow {
  return {
    name: text(row, 'name'),
    environmentUid: text(row, 'environment_uid'),
    position: int(row, 'position'),
    rules: JSON.parse(text(row, 'config')),
  };
}
