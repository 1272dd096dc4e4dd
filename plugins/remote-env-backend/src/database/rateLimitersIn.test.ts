import { GuessLimits, TooManyGuessesError } from '../trust';
import {
  PORTAL_DATABASES,
  usePortalDatabases,
} from '../__testUtils__/portalDatabases';
import { rateLimitersIn } from './rateLimitersIn';

describe.each(PORTAL_DATABASES)('limits counted in %s', kind => {
  const databases = usePortalDatabases(kind);

  /** Two portals on one database. */
  async function portals(perAddress: number) {
    const database = await databases.create();
    const first = await database.open();
    return [first, database.connect()].map(knex =>
      GuessLimits.create({ limiter: rateLimitersIn(knex), perAddress }),
    );
  }

  it('are the same for every portal', async () => {
    const limits = await portals(10);
    const guesses = await Promise.allSettled(
      Array.from({ length: 40 }, (_, guess) =>
        limits[guess % 2]?.attempt('192.0.2.1', 'shop', async () => undefined),
      ),
    );
    const refused = guesses.flatMap(guess =>
      guess.status === 'rejected' ? [guess.reason] : [],
    );
    expect(refused).toHaveLength(30);
    for (const reason of refused) {
      expect(reason).toBeInstanceOf(TooManyGuessesError);
      expect(reason.retryAfter).toBeGreaterThan(0);
      expect(reason.retryAfter).toBeLessThanOrEqual(60);
    }
  });

  it('count nothing that was right', async () => {
    const limits = await portals(2);
    for (let round = 0; round < 6; round += 1) {
      const found = await limits[round % 2]?.attempt(
        '192.0.2.1',
        'shop',
        async () => 'token',
      );
      expect(found).toBe('token');
    }
  });

  it('pass on that the database is away', async () => {
    const database = await databases.create();
    const knex = await database.open();
    const limits = GuessLimits.create({ limiter: rateLimitersIn(knex) });
    await knex.destroy();
    const look = jest.fn();
    const attempt = limits.attempt('192.0.2.1', 'shop', look);
    await expect(attempt).rejects.not.toBeInstanceOf(TooManyGuessesError);
    await expect(attempt).rejects.toBeInstanceOf(Error);
    expect(look).not.toHaveBeenCalled();
  });
});
