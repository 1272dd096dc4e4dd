import type { Operation, SqlValue, Statement } from '../../engine/Operation.ts';
import { databaseTime, sql, text } from '../../engine/Operation.ts';
import { chunksOf, placeholders } from '../../engine/chunks.ts';
import { takeSequence } from './clock.ts';

/** One event in the form of the table. */
export interface EventRecord {
  environmentUid: string;
  id: string;
  type: string;
  typeVersion?: string;
  /** All attributes as JSON. */
  envelope: string;
  data?: Uint8Array;
}

export interface PublishArgs {
  events: EventRecord[];
  duplicateWindowMs: number;
}

/** Adds events to the log, all or none; says for each whether it was there already. */
export const publishEvents: Operation<PublishArgs, boolean[]> = {
  name: 'events.publish',
  mode: 'write',
  *run({ events, duplicateWindowMs }, dialect) {
    const now = yield* databaseTime(dialect);
    const accepted = new Map<string, EventRecord>();
    const candidates = new Map(events.map(event => [keyOf(event), event]));
    for (const chunk of chunksOf([...candidates.values()])) {
      const rows = yield rememberIds(chunk, now, now - duplicateWindowMs);
      for (const row of rows) {
        const key = keyOf({
          environmentUid: text(row, 'environment_uid'),
          id: text(row, 'id'),
        });
        const event = candidates.get(key);
        if (event) {
          accepted.set(key, event);
        }
      }
    }
    const fresh = events.filter(event => isFirst(accepted, event));
    if (fresh.length > 0) {
      let seq = yield* takeSequence(fresh.length);
      for (const chunk of chunksOf(fresh)) {
        yield append(chunk, seq, now);
        seq += chunk.length;
      }
    }
    const added = new Set(fresh);
    return events.map(event => !added.has(event));
  },
};

function keyOf(event: Pick<EventRecord, 'environmentUid' | 'id'>): string {
  return JSON.stringify([event.environmentUid, event.id]);
}

/** Of several events with one id in a batch the first is taken. */
function isFirst(
  accepted: Map<string, EventRecord>,
  event: EventRecord,
): boolean {
  return accepted.delete(keyOf(event));
}

/** Returns the ids that are new, or were last seen before the duplicate window. */
function rememberIds(
  events: EventRecord[],
  now: number,
  cutoff: number,
): Statement {
  return sql(
    `INSERT INTO event_ids (environment_uid, id, published)
     VALUES ${placeholders(events.length, 3)}
     ON CONFLICT (environment_uid, id) DO UPDATE SET published = excluded.published
       WHERE event_ids.published <= ?
     RETURNING environment_uid, id`,
    ...events.flatMap(event => [event.environmentUid, event.id, now]),
    cutoff,
  );
}

function append(events: EventRecord[], first: number, now: number): Statement {
  return sql(
    `INSERT INTO events (seq, environment_uid, type, type_version, published, envelope, data)
     VALUES ${placeholders(events.length, 7)}`,
    ...events.flatMap((event, index): SqlValue[] => [
      first + index,
      event.environmentUid,
      event.type,
      event.typeVersion ?? null,
      now,
      event.envelope,
      event.data ?? null,
    ]),
  );
}
