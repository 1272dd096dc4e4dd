/**
 * Makes work that runs once at a time. Whoever asks while it runs gets the run after it, together with everybody else who
 * waits: nobody gets the outcome of one that began before they asked.
 */
export function coalesced<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    if (!next) {
      const run: Promise<T> = running
        .catch(() => {})
        .then(() => {
          running = run;
          next = undefined;
          return work();
        });
      next = run;
    }
    return next;
  };
}
