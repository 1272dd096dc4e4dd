import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 900_000;

/** Waits for something that may take minutes, and tells how long it took. */
export async function until(
  what: string,
  check: () => Promise<boolean>,
): Promise<void> {
  const started = performance.now();
  while (!(await check())) {
    if (performance.now() - started > PATIENCE_MS) {
      throw new Error(`It takes too long until ${what}.`);
    }
    await delay(1000);
  }
  const seconds = (performance.now() - started) / 1000;
  console.error(`… after ${seconds.toFixed(0)} s ${what}`);
}
