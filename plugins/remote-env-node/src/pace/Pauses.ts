import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds of work, after which three times as long belongs to everybody else. */
const SLICE_MS = 20;
const REST = 3;

/** Leaves most of the time to others while there is much to go through that nobody waits for. */
export class Pauses {
  readonly #pause: (ms: number) => Promise<void>;
  #begun = performance.now();

  /** @param pause - lets milliseconds pass; for tests */
  static create(pause: (ms: number) => Promise<void> = sleep): Pauses {
    return new Pauses(pause);
  }

  private constructor(pause: (ms: number) => Promise<void>) {
    this.#pause = pause;
  }

  /** Call it between two pieces of work. */
  async whenDue(): Promise<void> {
    const worked = performance.now() - this.#begun;
    if (worked >= SLICE_MS) {
      await this.#pause(worked * REST);
      this.#begun = performance.now();
    }
  }
}
