import { BoundedMap } from './BoundedMap';

/** What was fetched, and how long it serves. Times in milliseconds from now. */
export interface Fetched<V> {
  value: V;
  /** From then on a new one is fetched while this one is still handed out. */
  refreshAfterMs: number;
  /** From then on it is not handed out any more. */
  expireAfterMs: number;
}

interface Entry<V> {
  value: V;
  refreshAt: number;
  expiresAt: number;
}

interface Options {
  /** Values kept at most. */
  max: number;
  /** A failure is told to everybody who asks within this time: a broken endpoint is not asked by each call. */
  failureMs: number;
  /** Failures that are told to those who wait, but not kept. Default: none. */
  isPassing?: (error: unknown) => boolean;
  /** Milliseconds, monotonic. */
  now?: () => number;
}

/** Values that are costly to fetch: kept by key, renewed before they expire, fetched by one caller for all. */
export class RenewingCache<V> {
  readonly #options: Options;
  readonly #entries: BoundedMap<string, Entry<V>>;
  readonly #fetching = new Map<string, Promise<V>>();
  readonly #failures: BoundedMap<string, { error: unknown; until: number }>;

  static create<V>(options: Options): RenewingCache<V> {
    return new RenewingCache(options);
  }

  private constructor(options: Options) {
    this.#options = options;
    this.#entries = BoundedMap.create(options.max);
    this.#failures = BoundedMap.create(options.max);
  }

  /** Rejects with whatever `fetch` rejects with. */
  async get(key: string, fetch: () => Promise<Fetched<V>>): Promise<V> {
    const entry = this.#entries.get(key);
    const now = this.#now();
    if (!entry || now >= entry.expiresAt) {
      return this.#fetchOnce(key, fetch);
    }
    if (now >= entry.refreshAt) {
      // The value at hand is still good; a failure shows when it no longer is.
      this.#fetchOnce(key, fetch).catch(() => {});
    }
    return entry.value;
  }

  /** A value other than `refused`: the one that somebody else got meanwhile, or a new one. */
  async renew(
    key: string,
    refused: V,
    fetch: () => Promise<Fetched<V>>,
  ): Promise<V> {
    this.drop(key, refused);
    return this.get(key, fetch);
  }

  /** Forgets this very value; a later one stays. */
  drop(key: string, refused: V): void {
    if (this.#entries.get(key)?.value === refused) {
      this.#entries.delete(key);
    }
  }

  #fetchOnce(key: string, fetch: () => Promise<Fetched<V>>): Promise<V> {
    const running = this.#fetching.get(key);
    if (running) {
      return running;
    }
    const failure = this.#failures.get(key);
    if (failure && this.#now() < failure.until) {
      return Promise.reject(failure.error);
    }
    const fetching = this.#fetch(key, fetch).finally(() =>
      this.#fetching.delete(key),
    );
    this.#fetching.set(key, fetching);
    return fetching;
  }

  async #fetch(key: string, fetch: () => Promise<Fetched<V>>): Promise<V> {
    try {
      const { value, refreshAfterMs, expireAfterMs } = await fetch();
      this.#failures.delete(key);
      if (expireAfterMs > 0) {
        this.#entries.set(key, {
          value,
          refreshAt: this.#now() + refreshAfterMs,
          expiresAt: this.#now() + expireAfterMs,
        });
      }
      return value;
    } catch (error) {
      if (!this.#options.isPassing?.(error)) {
        this.#failures.set(key, {
          error,
          until: this.#now() + this.#options.failureMs,
        });
      }
      throw error;
    }
  }

  #now(): number {
    return this.#options.now?.() ?? performance.now();
  }
}
