/** Milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** One after another. @returns milliseconds of each */
export async function times(
  count: number,
  work: (i: number) => Promise<unknown>,
): Promise<number[]> {
  const measured: number[] = [];
  for (let i = 0; i < count; i += 1) {
    measured.push(await timed(() => work(i)));
  }
  return measured;
}
