import type { Operation, Row, Steps } from '../../engine/Operation.ts';
import {
  int,
  optionalBytes,
  optionalText,
  sql,
  text,
} from '../../engine/Operation.ts';
import { chunksOf, list, placeholders } from '../../engine/chunks.ts';
import { lookAtClock, takeTickets, takeTime } from './clock.ts';
import type { ConsumerRow } from './consumers.ts';
import { countInFlight, findConsumer, wants } from './consumers.ts';
import { bury } from './settle.ts';

/** Events looked at in one go for those that match. */
const SCAN = 500;

/**
 * While this many events of a consumer wait for another try, no new ones are taken up: with its sink away, a
 * consumer's backlog stays in the log instead of being tried and filed event by event.
 */
const MAX_WAITING = 1000;

export interface ClaimArgs {
  consumer: string;
  /** Deliveries at most. */
  limit: number;
}

export interface ClaimedDelivery {
  seq: number;
  lease: number;
  attempt: number;
  envelope: string;
  data?: Uint8Array;
}

export interface Claim {
  deliveries: ClaimedDelivery[];
  /** There may be more at once. */
  more: boolean;
  ackWaitMs: number;
}

export interface Outlook {
  /** A claim would find something, or has something to put in order. */
  ready: boolean;
  /** Milliseconds until the next unsettled delivery is due; absent: none is waiting. */
  nextDueInMs?: number;
}

/** Whether a claim is worth the write lock. */
export const peekDeliveries: Operation<{ consumer: string }, Outlook> = {
  name: 'events.peek',
  mode: 'read',
  *run(args, dialect) {
    const { now, setBackMs } = yield* lookAtClock(dialect);
    if (setBackMs > 0) {
      return { ready: true };
    }
    const consumer = yield* findConsumer(args.consumer);
    const inFlight = yield* countInFlight(consumer.name, now);
    const full = inFlight >= consumer.rules.maxInFlight;
    // Room comes with a change, or with the end of a lease.
    const [next] = yield sql(
      `SELECT due FROM event_deliveries
       WHERE consumer = ? AND due > ? AND lease >= ? ORDER BY due LIMIT 1`,
      consumer.name,
      full ? now : 0,
      full ? 1 : 0,
    );
    const nextDueInMs = next && int(next, 'due') - now;
    if (full) {
      return { ready: false, nextDueInMs };
    }
    if (nextDueInMs !== undefined && nextDueInMs <= 0) {
      return { ready: true };
    }
    const { matching, scanned } = yield* scan(consumer, 1);
    const ready =
      (matching.length > 0 && (yield* mayTakeNew(consumer))) ||
      // Nothing for this consumer in all of these: moving its position spares the next ones looking again.
      (matching.length === 0 && scanned >= SCAN / 2);
    return { ready, nextDueInMs };
  },
};

/** Takes up deliveries: first what is due again, then new events, never beyond `maxInFlight` over all processes. */
export const claimDeliveries: Operation<ClaimArgs, Claim> = {
  name: 'events.claim',
  mode: 'write',
  *run(args, dialect) {
    const now = yield* takeTime(dialect);
    const consumer = yield* findConsumer(args.consumer);
    const { maxInFlight, ackWaitMs } = consumer.rules;
    const inFlight = yield* countInFlight(consumer.name, now);
    const room = Math.min(args.limit, maxInFlight - inFlight);
    if (room <= 0) {
      return { deliveries: [], more: false, ackWaitMs };
    }
    const lease = yield* takeTickets(1);
    const until = now + ackWaitMs;
    const again = yield* takeDue(consumer, { now, until, lease, limit: room });
    const left = room - again.deliveries.length;
    const fresh =
      left > 0 && (yield* mayTakeNew(consumer))
        ? yield* takeNew(consumer, { until, lease, limit: left })
        : { deliveries: [], more: false };
    return {
      deliveries: [...again.deliveries, ...fresh.deliveries],
      more: again.more || fresh.more,
      ackWaitMs,
    };
  },
};

function* takeDue(
  consumer: ConsumerRow,
  options: { now: number; until: number; lease: number; limit: number },
): Steps<Pick<Claim, 'deliveries' | 'more'>> {
  const rows = yield sql(
    `SELECT d.seq, d.attempt, e.envelope, e.data
     FROM event_deliveries d JOIN events e ON e.seq = d.seq
     WHERE d.consumer = ? AND d.due <= ? ORDER BY d.due, d.seq LIMIT ?`,
    consumer.name,
    options.now,
    options.limit,
  );
  const deliveries: ClaimedDelivery[] = [];
  for (const row of rows) {
    const seq = int(row, 'seq');
    const attempts = int(row, 'attempt');
    if (attempts >= consumer.rules.maxDeliveries) {
      yield* bury({
        consumer: consumer.name,
        seq,
        attempts,
        reason: 'The last delivery was not settled in time',
        now: options.now,
      });
      continue;
    }
    yield sql(
      `UPDATE event_deliveries SET attempt = ?, due = ?, lease = ?
       WHERE consumer = ? AND seq = ?`,
      attempts + 1,
      options.until,
      options.lease,
      consumer.name,
      seq,
    );
    deliveries.push(toDelivery(row, attempts + 1, options.lease));
  }
  return { deliveries, more: rows.length === options.limit };
}

function* takeNew(
  consumer: ConsumerRow,
  options: { until: number; lease: number; limit: number },
): Steps<Pick<Claim, 'deliveries' | 'more'>> {
  const found = yield* scan(consumer, options.limit);
  const deliveries: ClaimedDelivery[] = [];
  for (const chunk of chunksOf(found.matching)) {
    yield sql(
      `INSERT INTO event_deliveries (consumer, seq, attempt, due, lease)
       VALUES ${placeholders(chunk.length, 5)}`,
      ...chunk.flatMap(seq => [
        consumer.name,
        seq,
        1,
        options.until,
        options.lease,
      ]),
    );
    const rows = yield sql(
      `SELECT seq, envelope, data FROM events
       WHERE seq IN (${list(chunk.length)}) ORDER BY seq`,
      ...chunk,
    );
    deliveries.push(...rows.map(row => toDelivery(row, 1, options.lease)));
  }
  if (found.upTo > consumer.position) {
    yield* moveTo(consumer, found.upTo);
  }
  return { deliveries, more: found.more };
}

/** Looks from the consumer's position on for events that match, without reading payloads. */
function* scan(
  consumer: ConsumerRow,
  limit: number,
): Steps<{ matching: number[]; scanned: number; upTo: number; more: boolean }> {
  const rows = yield sql(
    `SELECT seq, type, type_version FROM events
     WHERE environment_uid = ? AND seq > ? ORDER BY seq LIMIT ?`,
    consumer.environmentUid,
    consumer.position,
    SCAN,
  );
  const matching: number[] = [];
  let upTo = consumer.position;
  let scanned = 0;
  for (const row of rows) {
    if (matching.length === limit) {
      break;
    }
    scanned += 1;
    upTo = int(row, 'seq');
    const version = optionalText(row, 'type_version');
    if (wants(consumer.rules, text(row, 'type'), version)) {
      matching.push(upTo);
    }
  }
  return {
    matching,
    scanned,
    upTo,
    more: scanned < rows.length || rows.length === SCAN,
  };
}

/** Moves a consumer past events that are not for it, so that they do not have to be kept for its sake. */
export function* skipForeign(consumer: ConsumerRow): Steps<void> {
  const { matching, upTo } = yield* scan(consumer, 1);
  if (matching.length === 0 && upTo > consumer.position) {
    yield* moveTo(consumer, upTo);
  }
}

function* moveTo(consumer: ConsumerRow, position: number): Steps<void> {
  yield sql(
    'UPDATE event_consumers SET position = ? WHERE name = ?',
    position,
    consumer.name,
  );
}

function* mayTakeNew(consumer: ConsumerRow): Steps<boolean> {
  const [row] = yield sql(
    'SELECT COUNT(*) AS n FROM event_deliveries WHERE consumer = ? AND lease = 0',
    consumer.name,
  );
  return !row || int(row, 'n') < MAX_WAITING;
}

function toDelivery(row: Row, attempt: number, lease: number): ClaimedDelivery {
  return {
    seq: int(row, 'seq'),
    lease,
    attempt,
    envelope: text(row, 'envelope'),
    data: optionalBytes(row, 'data'),
  };
}
