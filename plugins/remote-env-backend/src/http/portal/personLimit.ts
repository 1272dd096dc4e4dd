import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** 429 of RFC 6585, section 4. */
export class TooManyCallsError extends Error {
  readonly statusCode = 429;
  /** Whole seconds until it may be tried again. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super('Too many calls, try again in a moment');
    this.name = 'TooManyCallsError';
    this.retryAfter = retryAfter;
  }
}

/** Counts a call of a person. @throws TooManyCallsError */
export type PersonLimit = (person: string) => Promise<void>;

/** Counted in this portal alone: several portals allow a person that many times as much. */
export function createPersonLimit(rate: {
  points: number;
  /** Seconds. */
  duration: number;
}): PersonLimit {
  const limiter = new RateLimiterMemory(rate);
  return async person => {
    try {
      await limiter.consume(person);
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) {
        throw thrown;
      }
      throw new TooManyCallsError(Math.ceil(thrown.msBeforeNext / 1000));
    }
  };
}
