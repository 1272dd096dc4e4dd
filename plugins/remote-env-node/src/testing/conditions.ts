import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition; fails with its name when it does not come true. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    }
    await sleep(5);
  }
}

/** Fails with its name when a promise is not settled in time. */
export async function within<T>(
  what: string,
  promise: Promise<T>,
  timeoutMs = 10_000,
): Promise<T> {
  const controller = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: controller.signal }).then(
    () => {
      throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    },
  );
  // Ends by being aborted when the promise was quicker.
  late.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    controller.abort();
  }
}

/** @returns the longest time, in ms, that a 5 ms timer came too late while the work went on */
export async function longestStall(work: () => Promise<unknown>) {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 5);
    last = now;
  }, 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return longest;
}
