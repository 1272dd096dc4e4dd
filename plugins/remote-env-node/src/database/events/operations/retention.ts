import type { Operation } from '../../engine/Operation.ts';
import { databaseTime, int, sql } from '../../engine/Operation.ts';
import { skipForeign } from './claim.ts';
import { allConsumers } from './consumers.ts';

/** Rows that one transaction looks at; the write lock is held for a few milliseconds. */
const CHUNK = 500;

export interface CleanArgs {
  retentionMs: number;
  duplicateWindowMs: number;
  /** Where the round before ended. */
  after: number;
}

/**
 * Removes old events and forgets old ids. An event stays, however old, while a consumer of its environment has not
 * looked at it, has not settled it, or keeps it as a dead letter.
 *
 * @returns where to go on; undefined when this round is done
 */
export const cleanEvents: Operation<CleanArgs, number | undefined> = {
  name: 'events.clean',
  mode: 'write',
  *run({ retentionMs, duplicateWindowMs, after }, dialect) {
    const now = yield* databaseTime(dialect);
    if (after === 0) {
      for (const consumer of yield* allConsumers()) {
        yield* skipForeign(consumer);
      }
    }
    const forgotten = yield sql(
      `DELETE FROM event_ids WHERE (environment_uid, id) IN
         (SELECT environment_uid, id FROM event_ids WHERE published < ? ORDER BY published LIMIT ?)
       RETURNING published`,
      now - duplicateWindowMs,
      CHUNK,
    );
    const [last] = yield sql(
      `SELECT MAX(seq) AS seq, COUNT(*) AS n FROM
         (SELECT seq FROM events WHERE seq > ? ORDER BY seq LIMIT ?) AS chunk`,
      after,
      CHUNK,
    );
    const looked = last ? int(last, 'n') : 0;
    if (!last || looked === 0) {
      return forgotten.length === CHUNK ? after : undefined;
    }
    const upTo = int(last, 'seq');
    yield sql(
      `DELETE FROM events WHERE seq > ? AND seq <= ? AND published < ?
         AND NOT EXISTS (SELECT 1 FROM event_consumers c
           WHERE c.environment_uid = events.environment_uid AND c.position < events.seq)
         AND NOT EXISTS (SELECT 1 FROM event_deliveries d WHERE d.seq = events.seq)
         AND NOT EXISTS (SELECT 1 FROM event_dead_letters l WHERE l.seq = events.seq)`,
      after,
      upTo,
      now - retentionMs,
    );
    const [newer] = yield sql(
      'SELECT 1 AS one FROM events WHERE seq = ? AND published >= ?',
      upTo,
      now - retentionMs,
    );
    const done = newer !== undefined || looked < CHUNK;
    return done && forgotten.length < CHUNK ? undefined : upTo;
  },
};
