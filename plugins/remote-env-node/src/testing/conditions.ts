import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** Waits for a condition; fails with its name when it does not come true. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
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
  timeoutMs = 20_000,
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

const IDLE_THREAD = `
  const { parentPort } = require('node:worker_threads');
  let longest = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 5);
    last = now;
  }, 5);
  parentPort.on('message', () => {
    parentPort.postMessage(longest);
    process.exit();
  });
  parentPort.postMessage('ready');
`;

/**
 * Measures by how much, in ms, a 5 ms timer came too late while the work went on.
 *
 * @returns `here`: in this thread; `elsewhere`: in a thread that does nothing, which is what the machine itself is
 * guilty of
 */
export async function longestStall(
  work: () => Promise<unknown>,
): Promise<{ here: number; elsewhere: number }> {
  const idle = new Worker(IDLE_THREAD, { eval: true });
  await once(idle, 'message');
  let here = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    here = Math.max(here, now - last - 5);
    last = now;
  }, 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
    idle.postMessage('done');
  }
  const [elsewhere] = await once(idle, 'message');
  return { here, elsewhere: Number(elsewhere) };
}
