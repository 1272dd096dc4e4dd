import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore, WatchEvent, WatchOptions } from '../../ports';
import { until } from '../conditions';

type Change<T extends Resource> = Exclude<WatchEvent<T>, { type: 'BOOKMARK' }>;

/** Follows a watch and keeps what it brings. */
export class WatchRecorder<T extends Resource> {
  readonly changes: Change<T>[] = [];
  /** When each change arrived, by `performance.now()`. */
  readonly arrivals: number[] = [];
  /** Versions of bookmarks. */
  readonly bookmarks: string[] = [];
  readonly #ending = new AbortController();
  readonly #done: Promise<void>;
  #failure: unknown;

  static start<T extends Resource>(
    store: ResourceStore,
    kind: ResourceKind<T>,
    options: Omit<WatchOptions, 'signal'>,
  ): WatchRecorder<T> {
    return new WatchRecorder(store, kind, options);
  }

  private constructor(
    store: ResourceStore,
    kind: ResourceKind<T>,
    options: Omit<WatchOptions, 'signal'>,
  ) {
    this.#done = this.#follow(
      store.watch(kind, { ...options, signal: this.#ending.signal }),
    );
  }

  /** What the watch was rejected with, once it was. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Changes in short: type and name. */
  get summary(): string[] {
    return this.changes.map(
      ({ type, object }) => `${type} ${object.metadata.name}`,
    );
  }

  /** Waits for that many changes. */
  async has(count: number): Promise<void> {
    await until(`${count} changes, not ${this.summary}`, () => {
      if (this.#failure) {
        throw this.#failure;
      }
      return this.changes.length >= count;
    });
  }

  /** Ends the watch and waits for its end. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#done;
  }

  async #follow(events: AsyncIterable<WatchEvent<T>>): Promise<void> {
    try {
      for await (const event of events) {
        if (event.type === 'BOOKMARK') {
          this.bookmarks.push(event.resourceVersion);
        } else {
          this.changes.push(event);
          this.arrivals.push(performance.now());
        }
      }
    } catch (error) {
      this.#failure = error;
    }
  }
}
