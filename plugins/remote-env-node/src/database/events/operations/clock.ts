import type { Steps } from '../../engine/Operation.ts';
import { int, sql } from '../../engine/Operation.ts';

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
