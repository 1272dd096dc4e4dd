import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Makes a check of the bearer token that takes the same time whatever is sent. */
export function bearerCheck(token: string): (req: IncomingMessage) => boolean {
  const expected = digest(`Bearer ${token}`);
  return req =>
    timingSafeEqual(digest(req.headers.authorization ?? ''), expected);
}
