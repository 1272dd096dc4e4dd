import {
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import { addressKey } from '../activity';
import { TooManyGuessesError } from './errors';

/** Makes a counter that lets so many points be spent for a key within its duration. */
export type CreateRateLimiter = (limit: {
  /** Tells its keys from those of other limits. */
  name: string;
  points: number;
  seconds: number;
}) => RateLimiterAbstract;

export interface GuessLimitsOptions {
  limiter: CreateRateLimiter;
  /** Wrong tokens that one address may show in a minute. Default 20. */
  perAddress?: number;
  /** Wrong tokens that may be shown for one environment in a minute, from wherever. Default 100. */
  perEnvironment?: number;
}

const MINUTE = 60;

/**
 * Limits how often somebody may be wrong about a one-time token, whichever portal they ask. Right ones cost nothing.
 * There is no limit over everybody, for then a few could keep all others from connecting.
 */
export class GuessLimits {
  readonly #byAddress: RateLimiterAbstract;
  readonly #byEnvironment: RateLimiterAbstract;

  static create(options: GuessLimitsOptions) {
    return new GuessLimits(options);
  }

  private constructor({
    limiter,
    perAddress = 20,
    perEnvironment = 100,
  }: GuessLimitsOptions) {
    this.#byAddress = limiter({
      name: 'token-guess-address',
      points: perAddress,
      seconds: MINUTE,
    });
    this.#byEnvironment = limiter({
      name: 'token-guess-environment',
      points: perEnvironment,
      seconds: MINUTE,
    });
  }

  /**
   * Looks a token up. Counted before, and given back when it was right, so that guesses at once count as well as
   * guesses one after another.
   *
   * @param address - of the caller at the edge
   * @param environment - that the caller names, in the oldest form
   * @param look - undefined for a wrong token
   * @throws TooManyGuessesError
   */
  async attempt<T>(
    address: string,
    environment: string | undefined,
    look: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const counters = [
      { limiter: this.#byAddress, key: addressKey(address) },
      ...(environment === undefined
        ? []
        : [{ limiter: this.#byEnvironment, key: environment.slice(0, 64) }]),
    ];
    for (const { limiter, key } of counters) {
      await consume(limiter, key);
    }
    let wrong = false;
    try {
      const found = await look();
      wrong = found === undefined;
      return found;
    } finally {
      if (!wrong) {
        await Promise.all(
          counters.map(({ limiter, key }) => limiter.reward(key)),
        );
      }
    }
  }
}

async function consume(limiter: RateLimiterAbstract, key: string) {
  try {
    await limiter.consume(key);
  } catch (rejected) {
    if (rejected instanceof RateLimiterRes) {
      throw new TooManyGuessesError(Math.ceil(rejected.msBeforeNext / 1000));
    }
    throw rejected;
  }
}
