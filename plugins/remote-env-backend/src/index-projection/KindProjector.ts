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
import { compareKind, type KindComparison } from './comparison';
import { OwnWrites } from './OwnWrites';
import { ProjectionTable } from './ProjectionTable';
import type { Projection } from './projections';

const PAGE = 500;
const LONGEST_DELAY_MS = 10_000;
/** Each means that another portal wrote the same row in between. */
const MAX_ATTEMPTS = 20;

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

/** How a full read treats what is there already. */
export interface ReadAllOptions {
  /** Writes rows that seem to be up to date, too. */
  rewrite?: boolean;
  /** Tells listeners of every object, not only of those whose rows changed. */
  announceAll?: boolean;
  /** Called after each page with the number of objects read so far. */
  onProgress?: (objects: number) => void;
  signal: AbortSignal;
}

/**
 * Keeps the table of one kind in step with the store: reads everything, then follows the watch, and starts over
 * when the watch breaks. What this process writes itself is projected at once (`wrote`, `refresh`), ahead of the watch,
 * so that people read their own writes.
 *
 * Several portals do that to one table, each at its own pace. Versions cannot be put in order, only compared. So a
 * state is written over the row of the state that it is known to follow, and over no other: an event over the one
 * before it in the same watch, an own write over the one that it changed. Where the row shows anything else, the
 * object is read from the store (`refresh`): what the store answers *after* the row was read is never older than it.
 */
export class KindProjector<T extends Resource> {
  readonly #options: Options<T>;
  readonly #table: ProjectionTable<T>;
  /** The last state that list and watch showed, by name. */
  #followed = new Map<string, string>();
  readonly #own = OwnWrites.create();
  /** Resolves once the table has held everything. */
  readonly built: Promise<void>;
  readonly #markBuilt: () => void;
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
        this.#restart = new AbortController();
        const { resourceVersion, followed } = await this.#readAll({
          signal,
          announceAll: true,
        });
        this.#followed = followed;
        this.#own.clear();
        this.#state = 'current';
        this.#markBuilt();
        failures = 0;
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
   * This process has written this state. Never rejects: when it cannot be projected, everything is read again.
   *
   * @param basedOn - version of the state that it changed; absent for a new object
   */
  async wrote(object: T, basedOn: string | undefined): Promise<void> {
    const { name } = object.metadata;
    const version = this.#table.versionOf(object);
    const project = async () => {
      const over =
        basedOn === undefined
          ? undefined
          : this.#table.versionOf({
              ...object,
              metadata: { ...object.metadata, resourceVersion: basedOn },
            });
      const refused = await this.#table.replace([{ object, over }]);
      if (refused.length > 0) {
        await this.#readOne(name);
      } else {
        this.#announce(object);
      }
    };
    await this.#orReadAll(name, () =>
      this.#own.project(name, version, project),
    );
  }

  /**
   * Brings one object up to what the store has now. Never rejects: when that cannot be done, everything is read
   * again.
   */
  async refresh(name: string): Promise<void> {
    await this.#orReadAll(name, () => this.#readOne(name));
  }

  /** Brings the table up to what the store has, in place: readers find every object all the time. */
  async readAll(options: ReadAllOptions): Promise<void> {
    await this.#readAll(options);
  }

  /** What of the table differs from the store. Changes nothing. */
  async compare(signal: AbortSignal): Promise<KindComparison> {
    const { store, namespace } = this.#options;
    return compareKind({
      kind: this.kind,
      store,
      namespace,
      table: this.#table,
      signal,
    });
  }

  async #readAll(options: ReadAllOptions) {
    const { store, namespace } = this.#options;
    const before = await this.#table.versions();
    const followed = new Map<string, string>();
    let version: string | undefined;
    let next: string | undefined;
    do {
      options.signal.throwIfAborted();
      const page = await store.list(this.kind, {
        namespace,
        limit: PAGE,
        continue: next,
      });
      for (const object of page.items) {
        followed.set(object.metadata.name, this.#table.versionOf(object));
      }
      await this.#putPage(page.items, before, options);
      options.onProgress?.(followed.size);
      version ??= page.resourceVersion;
      next = page.continue;
    } while (next !== undefined);
    // What the list lacks is gone, or came after it: the store knows.
    for (const name of before.keys()) {
      if (!followed.has(name)) {
        await this.#readOne(name);
      }
    }
    return { resourceVersion: version, followed };
  }

  async #putPage(
    objects: T[],
    before: ReadonlyMap<string, string>,
    { rewrite, announceAll }: ReadAllOptions,
  ): Promise<void> {
    const replacements = objects
      .map(object => ({ object, over: before.get(object.metadata.name) }))
      .filter(
        ({ object, over }) => rewrite || over !== this.#table.versionOf(object),
      );
    const refused = new Set(await this.#table.replace(replacements));
    for (const name of refused) {
      await this.#readOne(name);
    }
    const changed = replacements.map(({ object }) => object);
    for (const object of announceAll ? objects : changed) {
      if (!refused.has(object.metadata.name)) {
        this.#announce(object);
      }
    }
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
        await this.#apply(event);
      }
    }
  }

  async #apply({
    object,
    type,
  }: Exclude<WatchEvent<T>, { type: 'BOOKMARK' }>): Promise<void> {
    const { name } = object.metadata;
    const over = this.#followed.get(name);
    const version = this.#table.versionOf(object);
    if (await this.#own.includes(name, version)) {
      this.#followed.set(name, version);
      return;
    }
    if (type === 'DELETED') {
      this.#followed.delete(name);
      if (over === undefined || !(await this.#table.remove(name, over))) {
        await this.#readOne(name);
      }
      this.#announce(object, true);
      return;
    }
    this.#followed.set(name, version);
    const shown = await this.#table.version(name);
    if (shown === version) {
      this.#announce(object);
      return;
    }
    // No row for what is new here may as well mean that another portal has seen the end of it already.
    const follows = over !== undefined && shown === over;
    const refused =
      !follows || (await this.#table.replace([{ object, over }])).length > 0;
    if (refused) {
      await this.#readOne(name);
    } else {
      this.#announce(object);
    }
  }

  async #readOne(name: string): Promise<void> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const over = await this.#table.version(name);
      const object = await this.#complete(name);
      if (object) {
        const current = over === this.#table.versionOf(object);
        const refused = current
          ? []
          : await this.#table.replace([{ object, over }]);
        if (refused.length === 0) {
          this.#announce(object);
          return;
        }
      } else if (over === undefined || (await this.#table.remove(name, over))) {
        return;
      }
    }
    throw new Error('other portals change its row all the time');
  }

  /** Lists leave an object out that is not complete; a service that was applied is one until it is completed. */
  async #complete(name: string): Promise<T | undefined> {
    const { store, namespace } = this.#options;
    try {
      return await store.get(this.kind, { namespace, name });
    } catch (error) {
      if (error instanceof ResourceInvalidError) {
        return undefined;
      }
      throw error;
    }
  }

  #announce(object: T, deleted = false): void {
    this.#options.onChange({ kind: this.kind.kind, object, deleted });
  }

  async #orReadAll(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.logger.warn(
        `${this.kind.kind} '${name}' could not be projected: ${error}`,
      );
      this.#restart.abort();
    }
  }
}
