import { setTimeout as delay } from 'node:timers/promises';
import { RefusedError } from './http';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;
const CAPACITY = 10_000;

/** Sends in order, and again until the edge has taken it: the edge may be away for a while. */
export class Outbox {
  readonly #waiting: (() => Promise<void>)[] = [];
  #working = false;

  /** @param pause - waits so many milliseconds */
  constructor(
    private readonly log: (line: string) => void,
    private readonly pause: (ms: number) => Promise<unknown> = delay,
  ) {}

  add(send: () => Promise<void>): void {
    if (this.#waiting.length >= CAPACITY) {
      this.log(`outbox is full (${CAPACITY}); an event is dropped`);
      return;
    }
    this.#waiting.push(send);
    if (!this.#working) {
      this.#working = true;
      this.#work();
    }
  }

  async #work(): Promise<void> {
    let wait = FIRST_DELAY_MS;
    for (let send = this.#waiting[0]; send; send = this.#waiting[0]) {
      try {
        await send();
        wait = FIRST_DELAY_MS;
        this.#waiting.shift();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const hopeless =
          error instanceof RefusedError &&
          error.status < 500 &&
          error.status !== 429;
        this.log(
          hopeless
            ? `event refused: ${message}`
            : `event not taken yet: ${message}`,
        );
        if (hopeless) {
          this.#waiting.shift();
        } else {
          await this.pause(wait);
          wait = Math.min(wait * 2, LONGEST_DELAY_MS);
        }
      }
    }
    // In the same turn in which the queue was seen empty, so that nothing added later is left waiting.
    this.#working = false;
  }
}
