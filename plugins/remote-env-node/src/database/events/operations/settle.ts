import type { Operation, Steps } from '../../engine/Operation.ts';
import { int, sql } from '../../engine/Operation.ts';
import { chunksOf, list } from '../../engine/chunks.ts';
import { takeTickets, takeTime } from './clock.ts';
import type { ConsumerRules } from './consumers.ts';

export type Settlement = {
  consumer: string;
  seq: number;
  /** A delivery that was taken over by another lease is not settled by this one. */
  lease: number;
} & (
  | { how: 'ack' }
  | { how: 'retry'; delayMs: number; reason: string }
  | { how: 'reject'; reason: string }
  /** It was taken up but never handed to anybody: as if it had not been. */
  | { how: 'release' }
  /** It waited here before it is handed on: its time begins anew. */
  | { how: 'renew' }
);

/** Says for each whether the lease still held. */
export const settleDeliveries: Operation<
  { settlements: Settlement[] },
  boolean[]
> = {
  name: 'events.settle',
  mode: 'write',
  *run({ settlements }, dialect) {
    const now = yield* takeTime(dialect);
    const held = new Set<Settlement>();
    yield* acknowledge(settlements, now, held);
    for (const settlement of settlements) {
      if (settlement.how !== 'ack' && (yield* settle(settlement, now))) {
        held.add(settlement);
      }
    }
    return settlements.map(settlement => held.has(settlement));
  },
};

/** Most settlements are acknowledgements, and those of one claim share its lease: one statement for many. */
function* acknowledge(
  settlements: Settlement[],
  now: number,
  held: Set<Settlement>,
): Steps<void> {
  const byLease = new Map<number, Map<number, Settlement>>();
  for (const settlement of settlements) {
    if (settlement.how === 'ack') {
      const { lease, seq } = settlement;
      const group = byLease.get(lease) ?? new Map<number, Settlement>();
      byLease.set(lease, group.set(seq, settlement));
    }
  }
  for (const [lease, group] of byLease) {
    for (const chunk of chunksOf([...group.keys()])) {
      const rows = yield sql(
        `DELETE FROM event_deliveries
         WHERE lease = ? AND due > ? AND consumer = ? AND seq IN (${list(
           chunk.length,
         )}) RETURNING seq`,
        lease,
        now,
        // A lease is one consumer's.
        group.get(chunk[0] ?? 0)?.consumer ?? null,
        ...chunk,
      );
      for (const row of rows) {
        const settlement = group.get(int(row, 'seq'));
        if (settlement) {
          held.add(settlement);
        }
      }
    }
  }
}

function* settle(settlement: Settlement, now: number): Steps<boolean> {
  const { consumer, seq, lease } = settlement;
  const [row] = yield sql(
    `SELECT d.attempt, c.config FROM event_deliveries d JOIN event_consumers c ON c.name = d.consumer
     WHERE d.consumer = ? AND d.seq = ? AND d.lease = ? AND d.due > ?`,
    consumer,
    seq,
    lease,
    now,
  );
  if (!row) {
    return false;
  }
  const attempts = int(row, 'attempt');
  const rules: ConsumerRules = JSON.parse(String(row.config));
  switch (settlement.how) {
    case 'retry':
      if (attempts >= rules.maxDeliveries) {
        const { reason } = settlement;
        yield* bury({ consumer, seq, attempts, reason, now });
      } else {
        yield* put(settlement, attempts, now + settlement.delayMs, 0);
      }
      break;
    case 'reject': {
      const { reason } = settlement;
      yield* bury({ consumer, seq, attempts, reason, now });
      break;
    }
    case 'release':
      yield* put(settlement, attempts - 1, now, 0);
      break;
    default:
      yield* put(settlement, attempts, now + rules.ackWaitMs, lease);
  }
  return true;
}

function* put(
  { consumer, seq }: Settlement,
  attempt: number,
  due: number,
  lease: number,
): Steps<void> {
  yield sql(
    'UPDATE event_deliveries SET attempt = ?, due = ?, lease = ? WHERE consumer = ? AND seq = ?',
    attempt,
    due,
    lease,
    consumer,
    seq,
  );
}

/** Moves a delivery to the dead letters. */
export function* bury(letter: {
  consumer: string;
  seq: number;
  attempts: number;
  reason: string;
  now: number;
}): Steps<void> {
  const id = yield* takeTickets(1);
  yield sql(
    'DELETE FROM event_deliveries WHERE consumer = ? AND seq = ?',
    letter.consumer,
    letter.seq,
  );
  yield sql(
    `INSERT INTO event_dead_letters (id, consumer, seq, attempts, reason, at)
     VALUES (?, ?, ?, ?, ?, ?)`,
    id,
    letter.consumer,
    letter.seq,
    letter.attempts,
    letter.reason,
    letter.now,
  );
}
