/**
 * Keeps a document from being removed between the moment a registration writes it and the moment a service refers
 * to it. It rules out that race within one process; between processes the registration looks again before it commits.
 */
export class DocumentsInUse {
  readonly #users = new Map<string, number>();
  readonly #removals = new Map<string, Promise<boolean>>();

  /** Runs `work` while nobody removes these documents. */
  async use<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    for (;;) {
      const removals = keys.flatMap(key => this.#removals.get(key) ?? []);
      if (removals.length === 0) {
        break;
      }
      await Promise.allSettled(removals);
    }
    for (const key of keys) {
      this.#users.set(key, (this.#users.get(key) ?? 0) + 1);
    }
    try {
      return await work();
    } finally {
      for (const key of keys) {
        const left = (this.#users.get(key) ?? 1) - 1;
        if (left === 0) {
          this.#users.delete(key);
        } else {
          this.#users.set(key, left);
        }
      }
    }
  }

  /**
   * Runs `work` unless the document is in use or somebody else removes it; whoever wants to use it waits.
   *
   * @returns what `work` returns, or `false` when it did not run
   */
  async remove(key: string, work: () => Promise<boolean>): Promise<boolean> {
    if (this.#users.has(key) || this.#removals.has(key)) {
      return false;
    }
    const removal = work().finally(() => this.#removals.delete(key));
    this.#removals.set(key, removal);
    return removal;
  }
}
