import type { Request } from 'express';
import { EdgeError } from '../errors';

const MAX_LIMIT = 1000;
const MAX_TOKEN = 4096;

/** @returns undefined when the caller does not page */
export function readPaging(
  request: Request,
): { limit: number; continue?: string } | undefined {
  const { limit, continue: token } = request.query;
  if (limit === undefined && token === undefined) {
    return undefined;
  }
  const count = typeof limit === 'string' ? Number(limit) : MAX_LIMIT;
  if (
    (limit !== undefined && typeof limit !== 'string') ||
    !Number.isInteger(count) ||
    count < 1 ||
    count > MAX_LIMIT
  ) {
    throw new EdgeError(400, `limit must be a number from 1 to ${MAX_LIMIT}.`);
  }
  if (token === undefined) {
    return { limit: count };
  }
  if (typeof token !== 'string' || token === '' || token.length > MAX_TOKEN) {
    throw new EdgeError(400, 'continue must be what the page before gave.');
  }
  return { limit: count, continue: token };
}
