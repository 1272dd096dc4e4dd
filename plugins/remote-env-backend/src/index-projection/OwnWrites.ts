/**
 * States that this process has written to the store and projected by itself: the watch brings each of them once more,
 * and there is nothing left to do then.
 */
export class OwnWrites {
  /** Versions that the watch has not brought yet, by name, in the order in which they were projected. */
  readonly #projected = new Map<string, Set<string>>();
  /** The last projection of each name that is not done yet. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  static create(): OwnWrites {
    return new OwnWrites();
  }

  private constructor() {}

  /** @param work - what projects this state; its failure is the caller's */
  async project(
    name: string,
    version: string,
    work: () => Promise<void>,
  ): Promise<void> {
    const done = work().then(() => this.#add(name, version));
    const settled = Promise.allSettled([this.#underWay.get(name), done]);
    this.#underWay.set(name, settled);
    try {
      await done;
    } finally {
      if (this.#underWay.get(name) === settled) {
        this.#underWay.delete(name);
      }
    }
  }

  /** Whether this process has projected a state that the watch brings; waits for a projection under way. */
  async includes(name: string, version: string): Promise<boolean> {
    await this.#underWay.get(name);
    const versions = this.#projected.get(name);
    if (!versions?.has(version)) {
      return false;
    }
    // The watch has passed those before it, too: brought by a list, or before they were projected.
    for (const earlier of versions) {
      versions.delete(earlier);
      if (earlier === version) {
        break;
      }
    }
    if (versions.size === 0) {
      this.#projected.delete(name);
    }
    return true;
  }

  /** The watch begins anew, from a list that has all of them. */
  clear(): void {
    this.#projected.clear();
  }

  #add(name: string, version: string): void {
    const versions = this.#projected.get(name) ?? new Set();
    versions.add(version);
    this.#projected.set(name, versions);
  }
}
