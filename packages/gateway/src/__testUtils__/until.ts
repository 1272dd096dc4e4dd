/** Far more than anything takes on a busy machine: only what fails waits as long. */
const LIMIT_MS = 20_000;

/**
 * Waits for a condition; what throws counts as not yet.
 *
 * @returns milliseconds that it took
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  limitMs: number = LIMIT_MS,
): Promise<number> {
  const started = performance.now();
  let last: unknown;
  do {
    try {
      if (await condition()) {
        return performance.now() - started;
      }
    } catch (error) {
      last = error;
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  } while (performance.now() - started < limitMs);
  throw new Error(`not so within ${limitMs} ms: ${condition}`, {
    cause: last,
  });
}
