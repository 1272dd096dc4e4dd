import { setTimeout as delay } from 'node:timers/promises';

/** Polls until the check gives a value other than undefined or false. @throws Error with `what` after `timeoutMs` */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  do {
    try {
      const value = await check();
      if (value !== undefined && value !== false) {
        return value;
      }
    } catch (error) {
      last = error;
    }
    await delay(50);
  } while (Date.now() < deadline);
  throw new Error(
    `${what}: not within ${timeoutMs} ms${last ? ` (${last})` : ''}`,
  );
}
