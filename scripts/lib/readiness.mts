import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 150;

/**
 * Waits until the URL answers 2xx.
 *
 * @throws Error after `timeoutMs`, with what was seen last
 */
export async function waitUntilOk(
  url: string,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  let last = 'no answer';
  while (Date.now() < deadline) {
    options.signal.throwIfAborted();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      if (response.ok) {
        return;
      }
      last = `status ${response.status}`;
    } catch (error) {
      last =
        error instanceof Error && error.cause instanceof Error
          ? error.cause.message
          : String(error);
    }
    await delay(POLL_MS, undefined, { signal: options.signal });
  }
  throw new Error(
    `${url} was not ready after ${options.timeoutMs / 1000} s: ${last}`,
  );
}
