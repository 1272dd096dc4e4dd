/** Work that was done, by the milliseconds of any one clock. */
export interface Span {
  started: number;
  ended: number;
}

/**
 * When work may be done again so that it takes no more than its share of the time: what is quick is done often, and
 * what takes long is done seldom, so that others have their turn.
 *
 * @param share - part of the time, between 0 and 1
 * @returns by the clock of the span
 */
export function restedAt({ started, ended }: Span, share: number): number {
  return started + (ended - started) / share;
}
