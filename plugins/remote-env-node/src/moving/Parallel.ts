/** Runs tasks side by side, so many at a time; the first failure ends the taking of new ones. */
export class Parallel {
  readonly #limit: number;
  readonly #running = new Set<Promise<void>>();
  #failure: { error: unknown } | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves when there is room for more. @throws what an earlier task failed with */
  async run(task: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#limit) {
      await Promise.race(this.#running);
    }
    this.#check();
    const running = task()
      .catch(error => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Until everything that was begun is done. @throws what a task failed with */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
    this.#check();
  }

  #check(): void {
    if (this.#failure) {
      throw this.#failure.error;
    }
  }
}
