/**
 * Like `Promise.all`, but fails only when none of them is under way any more: what follows a failure may remove what
 * the others write.
 */
export async function allDone<T extends readonly unknown[]>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
