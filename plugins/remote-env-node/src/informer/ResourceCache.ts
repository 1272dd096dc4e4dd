import {
  setImmediate as breathe,
  setTimeout as sleep,
} from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceName, ResourceStore } from '../ports';
import { PackedObjects } from './PackedObjects';
import {
  pathOf,
  ResourceView,
  type IndexKeys,
  type ViewChange,
} from './ResourceView';

export type CacheListener<T> = (change: ViewChange<T>) => void;

export interface ResourceCacheOptions<T extends Resource> {
  /** Absent: all namespaces. */
  namespace?: string;
  labels?: Record<string, string>;
  /** Of the first list: see `ListOptions`. Later lists, after a gap in the watch, are never behind. */
  mayLag?: boolean;
  /** Keeps objects compressed: for very many, of which few are looked at. */
  packed?: boolean;
  /** Ends the cache, like `close`. */
  signal?: AbortSignal;
  /** As `onChange`, from the first object on. */
  onEvent?: CacheListener<T>;
  logger?: LoggerService;
}

/** First and last delay of the back-off while the store is away. */
const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 2000;

/** Objects that are listed at once, where the store gives them in pages. */
const PAGE = 500;

/** Objects of a list that are taken into the view before others get their turn. */
const STEPS_AT_ONCE = 100;

/** A restart of the store makes every view list again: not all in the same moment. */
const SPREAD_MS = 200;

/**
 * A view of one kind that is kept up to date by a watch, for readers in hot paths: reading never waits and never
 * asks the store. While the store is away the view stays as it was; `ageSeconds` tells how old it is.
 *
 * Objects are shared by all readers: never change one.
 */
export class ResourceCache<T extends Resource> {
  readonly #store: ResourceStore;
  readonly #kind: ResourceKind<T>;
  readonly #options: ResourceCacheOptions<T>;
  readonly #view: ResourceView<T>;
  readonly #listeners = new Set<CacheListener<T>>();
  readonly #closing = new AbortController();
  readonly #signal: AbortSignal;
  readonly #running: Promise<void>;
  #markReady: () => void = () => {};
  #lastContact: number | undefined;
  #resourceVersion: string | undefined;

  /** Resolves when the first list is in; rejects when the cache is closed before. */
  readonly ready: Promise<void>;

  static start<T extends Resource>(
    store: ResourceStore,
    kind: ResourceKind<T>,
    options: ResourceCacheOptions<T> = {},
  ): ResourceCache<T> {
    return new ResourceCache(store, kind, options);
  }

  private constructor(
    store: ResourceStore,
    kind: ResourceKind<T>,
    options: ResourceCacheOptions<T>,
  ) {
    this.#store = store;
    this.#kind = kind;
    this.#options = options;
    this.#view = ResourceView.create<T>(
      options.packed ? PackedObjects.create<T>() : undefined,
    );
    this.#signal = options.signal
      ? AbortSignal.any([options.signal, this.#closing.signal])
      : this.#closing.signal;
    if (options.onEvent) {
      this.#listeners.add(options.onEvent);
    }
    this.ready = new Promise((resolve, reject) => {
      this.#markReady = resolve;
      const abandon = () =>
        reject(new Error(`The view of ${kind.kind} was closed`));
      this.#signal.addEventListener('abort', abandon, { once: true });
    });
    // Whoever does not wait for it has no use for its failure.
    this.ready.catch(() => {});
    this.#running = this.#run();
  }

  /** Objects in the view. */
  get size(): number {
    return this.#view.size;
  }

  /** @param name - a bare name in a view of one namespace */
  get(name: ResourceName | string): T | undefined {
    if (typeof name !== 'string') {
      return this.#view.get(name);
    }
    const { namespace } = this.#options;
    if (namespace === undefined) {
      throw new Error('A view of all namespaces needs the namespace, too');
    }
    return this.#view.get({ namespace, name });
  }

  list(): T[] {
    return [...this.#view.values()];
  }

  /** The same one after the other: objects of a packed view need room while they are looked at only. */
  values(): Iterable<T> {
    return this.#view.values();
  }

  /** Adds an index, over what is there as well. Returns the cache, so that indexes can follow `start`. */
  index(name: string, keys: IndexKeys<T>): this {
    this.#view.addIndex(name, keys);
    return this;
  }

  byIndex(name: string, key: string): T[] {
    return [...this.#view.byIndex(name, key)];
  }

  /** As `values`. */
  valuesByIndex(name: string, key: string): Iterable<T> {
    return this.#view.byIndex(name, key);
  }

  /** @returns ends the subscription */
  onChange(listener: CacheListener<T>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Seconds since the view was last known to be current: a list, an event, or a bookmark (which a store also sends
   * when nothing happens). Infinity before the first list.
   */
  ageSeconds(): number {
    return this.#lastContact === undefined
      ? Number.POSITIVE_INFINITY
      : (performance.now() - this.#lastContact) / 1000;
  }

  /** Ends the watch; the view stays readable. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let delay = FIRST_DELAY_MS;
    while (!this.#signal.aborted) {
      const contactBefore = this.#lastContact;
      try {
        await this.#follow();
        delay = FIRST_DELAY_MS;
        await this.#pause(delay * Math.random());
      } catch (error) {
        if (this.#signal.aborted) {
          return;
        }
        if (this.#lastContact !== contactBefore) {
          delay = FIRST_DELAY_MS;
        }
        const expired =
          error instanceof Error &&
          (error.name === 'ResourceVersionExpiredError' ||
            error.name === 'ContinueTokenExpiredError');
        if (expired) {
          this.#resourceVersion = undefined;
        } else {
          this.#options.logger?.warn(
            `The view of ${this.#kind.kind} is not up to date: ${error}`,
          );
        }
        await this.#pause(
          expired ? Math.random() * SPREAD_MS : delay * (0.5 + Math.random()),
        );
        delay = Math.min(delay * 2, LAST_DELAY_MS);
      }
    }
  }

  /** Lists when there is nothing to go on from, then follows the watch until it ends. */
  async #follow(): Promise<void> {
    if (this.#resourceVersion === undefined) {
      await this.#list();
    }
    const { namespace, labels } = this.#options;
    const events = this.#store.watch(this.#kind, {
      namespace,
      labels,
      resourceVersion: this.#resourceVersion ?? '',
      signal: this.#signal,
    });
    for await (const event of events) {
      if (event.type === 'BOOKMARK') {
        this.#inContact(event.resourceVersion);
        continue;
      }
      this.#inContact(event.object.metadata.resourceVersion);
      this.#announce(
        event.type === 'DELETED'
          ? this.#view.remove(event.object)
          : this.#view.put(event.object),
      );
    }
  }

  /**
   * Page by page, so that not all of a hundred thousand objects are in memory as they were read, and others have their
   * turn. Apart from the watch, too: what a method has read stays in memory for as long as it runs.
   */
  async #list(): Promise<void> {
    const { namespace, labels, mayLag } = this.#options;
    const present = new Set<string>();
    let version: string | undefined;
    let next: string | undefined;
    do {
      const page = await this.#store.list(this.#kind, {
        namespace,
        labels,
        mayLag: mayLag && this.#lastContact === undefined,
        limit: PAGE,
        continue: next,
      });
      for (const [index, object] of page.items.entries()) {
        if (this.#signal.aborted) {
          return;
        }
        present.add(pathOf(object.metadata));
        this.#announce(this.#view.put(object));
        if (index % STEPS_AT_ONCE === STEPS_AT_ONCE - 1) {
          await breathe();
        }
      }
      version ??= page.resourceVersion;
      next = page.continue;
    } while (next !== undefined);
    this.#announce(this.#view.retain(present));
    this.#inContact(version);
    this.#markReady();
  }

  #inContact(resourceVersion: string): void {
    this.#lastContact = performance.now();
    this.#resourceVersion = resourceVersion;
  }

  #announce(changes: ViewChange<T>[]): void {
    for (const change of changes) {
      for (const listener of this.#listeners) {
        try {
          listener(change);
        } catch (error) {
          // A listener's fault must not cost the others their view.
          const message = `A listener of ${this.#kind.kind} failed: ${error}`;
          if (this.#options.logger) {
            this.#options.logger.error(message);
          } else {
            process.emitWarning(message);
          }
        }
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    try {
      await sleep(ms, undefined, { signal: this.#signal, ref: false });
    } catch {
      // Closed meanwhile: the loop ends by itself.
    }
  }
}
