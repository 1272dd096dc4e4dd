import type { Knex } from 'knex';
import {
  RateLimiterPostgres,
  RateLimiterSQLite,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { CreateRateLimiter } from '../trust';

const TABLE = 'rate_limits';

/**
 * Limits that are counted in the portal's database, so that several portals count together and a restart forgets
 * nothing. What has run out for an hour is removed by the limiters themselves.
 */
export function rateLimitersIn(knex: Knex): CreateRateLimiter {
  const isPostgres = knex.client.config.client === 'pg';
  return ({ name, points, seconds }): RateLimiterAbstract => {
    const options = {
      storeClient: knex,
      storeType: 'knex',
      tableName: TABLE,
      tableCreated: true,
      keyPrefix: name,
      points,
      duration: seconds,
    };
    return isPostgres
      ? new RateLimiterPostgres(options)
      : new RateLimiterSQLite(options);
  };
}
