import type { Dialect, Steps } from '../../engine/Operation.ts';
import { int, sql } from '../../engine/Operation.ts';

/** Clocks are corrected by less all the time; so much later nobody minds an event. Milliseconds. */
const SET_BACK_MS = 5000;

/** How far `looked_at` may be behind: it is not written with every operation. Milliseconds. */
const LAG_MS = 1000;

interface Times {
  now: number;
  /** By how much the engine's clock has been set back since it was last looked at; 0 when it has not. */
  setBackMs: number;
}

/** The engine's time beside what it was. Writes nothing. */
export function* lookAtClock(dialect: Dialect): Steps<Times> {
  const [row] = yield sql(
    `SELECT ${dialect.now} AS now, looked_at FROM event_clock WHERE id = 1`,
  );
  if (!row) {
    throw new TypeError('The event bus has lost its clock');
  }
  const now = int(row, 'now');
  const ahead = int(row, 'looked_at') - now;
  return { now, setBackMs: ahead > SET_BACK_MS ? ahead : 0 };
}

/**
 * The time by which deliveries are due, in milliseconds since 1970, for operations that write. When the engine's clock
 * has been set back, everything that is due later moves with it: nothing waits for the old time to come round again.
 */
export function* takeTime(dialect: Dialect): Steps<number> {
  const { now, setBackMs } = yield* lookAtClock(dialect);
  if (setBackMs > 0) {
    yield sql('UPDATE event_deliveries SET due = due - ?', setBackMs);
  }
  yield sql(
    'UPDATE event_clock SET looked_at = ? WHERE id = 1 AND (looked_at < ? OR looked_at > ?)',
    now,
    now - LAG_MS,
    now + SET_BACK_MS,
  );
  return now;
}

/**
 * Takes the next numbers of the log. Only one writer runs at a time, until its commit, so numbers become visible in
 * their order: a consumer that has looked at number n can miss nothing below it.
 *
 * @returns the first of them
 */
export function* takeSequence(count: number): Steps<number> {
  const [row] = yield sql(
    'UPDATE event_clock SET seq = seq + ? WHERE id = 1 RETURNING seq AS last',
    count,
  );
  return firstOf(row && int(row, 'last'), count);
}

/** @returns the first of that many new numbers for leases or dead letters */
export function* takeTickets(count: number): Steps<number> {
  const [row] = yield sql(
    'UPDATE event_clock SET ticket = ticket + ? WHERE id = 1 RETURNING ticket AS last',
    count,
  );
  return firstOf(row && int(row, 'last'), count);
}

/** @returns the number of the newest event */
export function* lastSequence(): Steps<number> {
  const [row] = yield sql('SELECT seq FROM event_clock WHERE id = 1');
  return firstOf(row && int(row, 'seq'), 1);
}

function firstOf(last: number | undefined, count: number): number {
  if (last === undefined) {
    throw new TypeError('The event bus has lost its clock');
  }
  return last - count + 1;
}
