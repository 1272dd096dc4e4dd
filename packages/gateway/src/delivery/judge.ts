import type { DeliveryLimits } from './policy';

/** What came of one try. */
export type TryResult =
  | {
      kind: 'answered';
      status: number;
      /** Milliseconds that the sink asks to wait. */
      retryAfterMs?: number;
    }
  /** No answer: the reason is for people and names no secret. */
  | { kind: 'unanswered'; reason: string }
  /** The sink must not be called at all. */
  | { kind: 'forbidden'; reason: string };

export type Judgement =
  | { kind: 'delivered' }
  | { kind: 'retry'; delayMs: number; reason: string }
  /** The sink wants no more events of this subscription. */
  | { kind: 'end'; reason: string }
  | { kind: 'dead-letter'; reason: string };

/** Statuses of 4xx that say "not now" rather than "not this" (wire-contracts 3). */
const NOT_NOW: ReadonlySet<number> = new Set([408, 409, 425, 429]);

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 10 * 60_000;
/** However long a sink asks to wait. */
const LONGEST_RETRY_AFTER_MS = 3600_000;

/**
 * Decides what becomes of an event after a try (wire-contracts 3).
 *
 * @param attempt - 1 for the first try
 * @param ageMs - since the event was accepted
 * @param random - 0 to 1
 */
export function judge(
  result: TryResult,
  {
    attempt,
    ageMs,
    limits,
    random,
  }: {
    attempt: number;
    ageMs: number;
    limits: Pick<DeliveryLimits, 'maxTries' | 'maxAgeMs'>;
    random: number;
  },
): Judgement {
  if (result.kind === 'forbidden') {
    return { kind: 'dead-letter', reason: result.reason };
  }
  if (result.kind === 'answered') {
    const { status } = result;
    const reason = `the sink answered ${status}`;
    if (status >= 200 && status < 300) {
      return { kind: 'delivered' };
    }
    if (status === 410) {
      return { kind: 'end', reason };
    }
    if (status < 500 && !NOT_NOW.has(status)) {
      return { kind: 'dead-letter', reason };
    }
  }
  const reason =
    result.kind === 'answered'
      ? `the sink answered ${result.status}`
      : result.reason;
  const delayMs = Math.max(
    backOff(attempt, random),
    Math.min(
      result.kind === 'answered' ? result.retryAfterMs ?? 0 : 0,
      LONGEST_RETRY_AFTER_MS,
    ),
  );
  if (attempt >= limits.maxTries) {
    return { kind: 'dead-letter', reason: `${reason}; tried ${attempt} times` };
  }
  if (ageMs + delayMs > limits.maxAgeMs) {
    return {
      kind: 'dead-letter',
      reason: `${reason}; too old to be tried again`,
    };
  }
  return { kind: 'retry', delayMs, reason };
}

/** Doubles with each try up to a limit; between half and all of it, so that what failed together comes back apart. */
export function backOff(attempt: number, random: number): number {
  const ceiling = Math.min(
    LONGEST_DELAY_MS,
    FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 20),
  );
  return Math.round(ceiling * (0.5 + random / 2));
}

/**
 * Milliseconds that `Retry-After` asks to wait (RFC 9110, 10.2.3: seconds or a date); undefined when it cannot be read.
 */
export function parseRetryAfter(
  value: string | undefined,
  now: number,
): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const text = value.trim();
  if (/^\d+$/.test(text)) {
    return Number(text) * 1000;
  }
  // A date begins with the name of its day; other texts that a lenient parser takes for dates are none.
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
