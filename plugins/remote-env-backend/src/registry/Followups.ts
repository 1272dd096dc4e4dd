/** Whoever has another one while so many are under way waits for one of them. */
const MAX_UNDER_WAY = 32;

/**
 * What is done after a commit while its answer is already on its way: the change counts without it, and where it fails
 * or the process ends, the keeper and the reconciler do it.
 */
export class Followups {
  readonly #onFailed: (error: unknown) => void;
  readonly #underWay = new Set<Promise<void>>();

  static create(options: { onFailed: (error: unknown) => void }): Followups {
    return new Followups(options.onFailed);
  }

  private constructor(onFailed: (error: unknown) => void) {
    this.#onFailed = onFailed;
  }

  /** @returns when it has begun */
  async begin(work: () => Promise<void>): Promise<void> {
    while (this.#underWay.size >= MAX_UNDER_WAY) {
      await Promise.race(this.#underWay);
    }
    const running = work()
      .catch(this.#onFailed)
      .finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) {
      await Promise.all(this.#underWay);
    }
  }
}
