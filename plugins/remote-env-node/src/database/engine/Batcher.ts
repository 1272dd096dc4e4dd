interface Waiting<I, R> {
  item: I;
  size: number;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/**
 * Puts items together that arrive while a batch is under way, so that a burst costs a few transactions instead of
 * one each. The first item of a quiet moment leaves with whatever else came in the same turn of the event loop.
 */
export class Batcher<I, R> {
  readonly #run: (items: I[]) => Promise<R[]>;
  readonly #maxItems: number;
  readonly #maxSize: number;
  readonly #waiting: Waiting<I, R>[] = [];
  #busy = false;
  #whenIdle: (() => void)[] = [];

  /**
   * @param options.run - does a whole batch, all or nothing; results in the order of the items
   * @param options.maxSize - sum of the sizes given to `add` in one batch; a larger single item goes alone
   */
  static create<I, R>(options: {
    run: (items: I[]) => Promise<R[]>;
    maxItems: number;
    maxSize: number;
  }): Batcher<I, R> {
    return new Batcher(options);
  }

  private constructor(options: {
    run: (items: I[]) => Promise<R[]>;
    maxItems: number;
    maxSize: number;
  }) {
    this.#run = options.run;
    this.#maxItems = options.maxItems;
    this.#maxSize = options.maxSize;
  }

  add(item: I, size: number): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.#waiting.push({ item, size, resolve, reject });
      if (!this.#busy) {
        this.#busy = true;
        setImmediate(() => this.#work());
      }
    });
  }

  /** Resolves once everything added so far is settled. */
  async idle(): Promise<void> {
    if (this.#busy) {
      await new Promise<void>(resolve => {
        this.#whenIdle.push(resolve);
      });
    }
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      try {
        const results = await this.#run(batch.map(({ item }) => item));
        for (const [index, { resolve, reject }] of batch.entries()) {
          const result = results[index];
          if (result === undefined) {
            reject(new TypeError('A batch gave too few results'));
          } else {
            resolve(result);
          }
        }
      } catch (error) {
        for (const { reject } of batch) {
          reject(error);
        }
      }
    }
    this.#busy = false;
    for (const resolve of this.#whenIdle.splice(0)) {
      resolve();
    }
  }

  #take(): Waiting<I, R>[] {
    let count = 0;
    let size = 0;
    for (const { size: itemSize } of this.#waiting) {
      const fits = count < this.#maxItems && size + itemSize <= this.#maxSize;
      if (count > 0 && !fits) {
        break;
      }
      count += 1;
      size += itemSize;
    }
    return this.#waiting.splice(0, count);
  }
}
