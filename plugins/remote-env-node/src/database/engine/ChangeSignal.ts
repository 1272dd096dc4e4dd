import type { DatabaseEngine } from './DatabaseEngine.ts';

/** What calls back after changes. */
type ChangeSource = Pick<DatabaseEngine, 'onChange'>;

/**
 * Lets one reader sleep until the database may have changed. Created before the first read, so that a change
 * between a read and the sleep after it is not missed.
 */
export class ChangeSignal {
  readonly #signal: AbortSignal;
  readonly #end: () => void;
  #changed = false;
  #wake: (() => void) | undefined;

  static create(source: ChangeSource, signal: AbortSignal): ChangeSignal {
    return new ChangeSignal(source, signal);
  }

  private constructor(source: ChangeSource, signal: AbortSignal) {
    this.#signal = signal;
    const unsubscribe = source.onChange(() => this.notify());
    const onAbort = () => this.#wake?.();
    signal.addEventListener('abort', onAbort);
    this.#end = () => {
      unsubscribe();
      signal.removeEventListener('abort', onAbort);
    };
  }

  /** Wakes the reader as if the database had changed. */
  notify(): void {
    this.#changed = true;
    this.#wake?.();
  }

  /** Resolves on a change since the last call, on abort, or after that many milliseconds. */
  async wait(ms: number): Promise<void> {
    if (!this.#changed && !this.#signal.aborted) {
      await new Promise<void>(resolve => {
        // Keeps the process alive: somebody waits for what comes next.
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    this.#changed = false;
  }

  close(): void {
    this.#end();
  }
}
