import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceInvalidError,
  type ResourceStore,
  type WatchEvent,
} from '@remote-env/plugin-remote-env-node';
import type { Knex } from 'knex';
import { ProjectionTable } from './ProjectionTable';
import type { Projection } from './projections';

const PAGE = 500;
const LONGEST_DELAY_MS = 10_000;
/** A change of ours whose event has not come by then will not be waited for any longer. */
const PIN_MS = 30_000;

/** An object after a change, or as it was when it went. */
export interface Change<T extends Resource = Resource> {
  kind: string;
  object: T;
  deleted: boolean;
}

export type ChangeListener = (change: Change) => void;

/** `building` until the first full read; `behind` while the store cannot be read or watched. */
export type FeedState = 'building' | 'current' | 'behind';

interface Options<T extends Resource> {
  store: ResourceStore;
  knex: Knex;
  projection: Projection<T>;
  namespace: string;
  logger: LoggerService;
  onChange: ChangeListener;
}

/**
 * Keeps the table of one kind in step with the store: reads everything, then follows the watch, and starts over
 * when the watch breaks.
 *
 * What this process writes itself is projected at once (`refresh`), ahead of the watch, so that people read their
 * own writes. Versions are opaque, so an event cannot be told to be older than what is in the table. Two rules
 * keep it from going back in time: all changes of a table happen one after another, and an object that was
 * refreshed is *pinned* until the event with its very version arrives; meanwhile any other event for it only
 * causes it to be read again.
 */
export class KindProjector<T extends Resource> {
  readonly #options: Options<T>;
  readonly #table: ProjectionTable<T>;
  readonly #pins = new Map<string, { version?: string; until: number }>();
  /** Resolves once the table has held everything. */
  readonly built: Promise<void>;
  readonly #markBuilt: () => void;
  #tail: Promise<unknown> = Promise.resolve();
  /** Ends the watch so that everything is read again. */
  #restart = new AbortController();
  #state: FeedState = 'building';
  #lastEventAt: Date | undefined;

  private constructor(options: Options<T>) {
    this.#options = options;
    this.#table = ProjectionTable.create(options.knex, options.projection);
    let markBuilt = () => {};
    this.built = new Promise(resolve => {
      markBuilt = resolve;
    });
    this.#markBuilt = markBuilt;
  }

  static create<T extends Resource>(options: Options<T>) {
    return new KindProjector(options);
  }

  get kind(): ResourceKind<T> {
    return this.#options.projection.kind;
  }

  get state(): FeedState {
    return this.#state;
  }

  get lastEventAt(): Date | undefined {
    return this.#lastEventAt;
  }

  /** Follows the store until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const resourceVersion = await this.#readAll(signal);
        this.#state = 'current';
        this.#markBuilt();
        failures = 0;
        this.#restart = new AbortController();
        await this.#follow(
          resourceVersion,
          AbortSignal.any([signal, this.#restart.signal]),
        );
        this.#state = 'behind';
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        this.#state = this.#state === 'building' ? 'building' : 'behind';
        failures += 1;
        const wait = Math.min(100 * 2 ** failures, LONGEST_DELAY_MS);
        this.#options.logger.warn(
          `Following ${this.kind.plural} broke off, reading them again in ${wait} ms: ${error}`,
        );
        await delay(wait, undefined, { signal }).catch(() => {});
      }
    }
  }

  /**
   * Brings one object up to what the store has now. Never rejects: when that cannot be done, everything is read
   * again.
   */
  async refresh(name: string): Promise<void> {
    try {
      await this.#enqueue(() => this.#readOne(name));
    } catch (error) {
      this.#options.logger.warn(
        `${this.kind.kind} '${name}' could not be projected: ${error}`,
      );
      this.#restart.abort();
    }
  }

  /** Empties the table and reads everything again. */
  async rebuild(signal: AbortSignal): Promise<void> {
    await this.#enqueue(() => this.#table.clear());
    await this.#readAll(signal);
  }

  async #readAll(signal: AbortSignal): Promise<string> {
    const { store, namespace } = this.#options;
    const seen = new Set<string>();
    let version: string | undefined;
    let next: string | undefined;
    do {
      signal.throwIfAborted();
      const page = await store.list(this.kind, {
        namespace,
        limit: PAGE,
        continue: next,
      });
      page.items.forEach(object => seen.add(object.metadata.name));
      await this.#enqueue(() => this.#putAll(page.items));
      version ??= page.resourceVersion;
      next = page.continue;
    } while (next !== undefined);
    // What the list lacks is gone, or came after it: the store knows.
    for (const name of await this.#table.names()) {
      if (!seen.has(name)) {
        await this.#enqueue(() => this.#readOne(name));
      }
    }
    return version;
  }

  async #follow(resourceVersion: string, signal: AbortSignal): Promise<void> {
    const { store, namespace } = this.#options;
    const events = store.watch(this.kind, {
      namespace,
      resourceVersion,
      signal,
    });
    for await (const event of events) {
      this.#lastEventAt = new Date();
      if (event.type !== 'BOOKMARK') {
        await this.#enqueue(() => this.#apply(event));
      }
    }
  }

  async #apply(
    event: Exclude<WatchEvent<T>, { type: 'BOOKMARK' }>,
  ): Promise<void> {
    const { object, type } = event;
    const { name, uid } = object.metadata;
    if (this.#isPinned(object)) {
      await this.#readOne(name);
    } else if (type === 'DELETED') {
      await this.#table.remove(name, uid);
    } else {
      await this.#put([object]);
    }
    if (type === 'DELETED') {
      this.#options.onChange({ kind: this.kind.kind, object, deleted: true });
    }
  }

  async #putAll(objects: T[]): Promise<void> {
    const settled: T[] = [];
    for (const object of objects) {
      if (this.#isPinned(object)) {
        await this.#readOne(object.metadata.name);
      } else {
        settled.push(object);
      }
    }
    await this.#put(settled);
  }

  async #readOne(name: string): Promise<void> {
    const { store, namespace } = this.#options;
    const object = await store
      .get(this.kind, { namespace, name })
      .catch(error => {
        // Lists leave such an object out, too; a service that was applied is one until it is completed.
        if (error instanceof ResourceInvalidError) {
          return undefined;
        }
        throw error;
      });
    this.#pin(name, object?.metadata.resourceVersion);
    if (object) {
      await this.#put([object]);
    } else {
      await this.#table.remove(name);
    }
  }

  #pin(name: string, version: string | undefined) {
    const now = Date.now();
    for (const [old, { until }] of this.#pins) {
      if (until > now) {
        break;
      }
      this.#pins.delete(old);
    }
    this.#pins.delete(name);
    this.#pins.set(name, { version, until: now + PIN_MS });
  }

  /** Whether the table may hold something newer than this. Forgets the pin when this is what it waits for. */
  #isPinned({ metadata }: T): boolean {
    const pin = this.#pins.get(metadata.name);
    if (!pin) {
      return false;
    }
    if (pin.version === metadata.resourceVersion || pin.until < Date.now()) {
      this.#pins.delete(metadata.name);
      return false;
    }
    return true;
  }

  async #put(objects: T[]): Promise<void> {
    await this.#table.put(objects);
    for (const object of objects) {
      this.#options.onChange({ kind: this.kind.kind, object, deleted: false });
    }
  }

  #enqueue<R>(job: () => Promise<R>): Promise<R> {
    const run = this.#tail.then(job);
    this.#tail = run.catch(() => {});
    return run;
  }
}
