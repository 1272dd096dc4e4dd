import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Wrong tokens that one address may show in a minute. */
const BY_ADDRESS = { points: 20, duration: 60 };
/** Wrong tokens that may be shown for one environment in a minute, from wherever. */
const BY_ENVIRONMENT = { points: 100, duration: 60 };
/** Wrong tokens in a minute where nobody says for which environment. */
const BY_ANYBODY = { points: 1000, duration: 60 };

/** Too many wrong tokens were shown. */
export class TooManyGuessesError extends Error {
  /** @param retryAfter - seconds */
  constructor(readonly retryAfter: number) {
    super('Too many attempts, try again later.');
    this.name = 'TooManyGuessesError';
  }
}

/**
 * Limits how often somebody may be wrong about a one-time token. Right ones cost nothing. Counted by this process: with
 * several replicas the limit is that many times higher, which 256 random bits do not notice.
 */
export class GuessLimits {
  readonly #byAddress = new RateLimiterMemory(BY_ADDRESS);
  readonly #byEnvironment = new RateLimiterMemory(BY_ENVIRONMENT);
  readonly #byAnybody = new RateLimiterMemory(BY_ANYBODY);

  static create() {
    return new GuessLimits();
  }

  /** Before a token is looked up. @throws TooManyGuessesError */
  async check(address: string, environment?: string): Promise<void> {
    for (const { limiter, key, points } of this.#limits(address, environment)) {
      const used = await limiter.get(key);
      if (used && used.consumedPoints >= points) {
        throw new TooManyGuessesError(Math.ceil(used.msBeforeNext / 1000));
      }
    }
  }

  /** After a token that was wrong. */
  async wrong(address: string, environment?: string): Promise<void> {
    for (const { limiter, key } of this.#limits(address, environment)) {
      await limiter.penalty(key);
    }
  }

  #limits(address: string, environment?: string) {
    return [
      { limiter: this.#byAddress, key: address, points: BY_ADDRESS.points },
      environment === undefined
        ? {
            limiter: this.#byAnybody,
            key: 'any',
            points: BY_ANYBODY.points,
          }
        : {
            limiter: this.#byEnvironment,
            key: environment.slice(0, 64),
            points: BY_ENVIRONMENT.points,
          },
    ];
  }
}
