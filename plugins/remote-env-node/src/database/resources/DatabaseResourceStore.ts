import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  NewResource,
  ObjectMeta,
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type {
  DeletePreconditions,
  ListOptions,
  ResourceList,
  ResourceName,
  ResourceStore,
  WatchEvent,
  WatchOptions,
} from '../../ports';
import {
  ResourceConflictError,
  ResourceInvalidError,
  ResourceNotFoundError,
} from '../../ports/errors';
import type { DatabaseEngine } from '../engine/DatabaseEngine';
import {
  createDraft,
  statusDraft,
  timestamp,
  updateDraft,
  type Identity,
} from './drafts';
import { GarbageCollector } from './GarbageCollector';
import { listPages } from './listPages';
import { assemble, ObjectCodec, plain, type Draft } from './ObjectCodec';
import {
  createResource,
  getResource,
  removeResource,
  replaceResource,
  type HistoryLimits,
  type ResourceRow,
} from './operations';
import { checkMetadata, checkSelection, isName } from '../../resources/rules';
import { RecentChanges } from './RecentChanges';
import { kindKey, pathOf } from './storedObject';
import { watchResources } from './watchResources';

export interface DatabaseResourceStoreSettings {
  engine: DatabaseEngine;
  codec: ObjectCodec;
  history: HistoryLimits;
  bookmarkIntervalMs: number;
  logger?: LoggerService;
}

/**
 * The resource store on a database. What a write means is computed here from the version it is based on, and
 * written by compare and swap; so schemas and the encryption key stay out of the database's thread.
 */
export class DatabaseResourceStore implements ResourceStore {
  readonly #engine: DatabaseEngine;
  readonly #codec: ObjectCodec;
  readonly #settings: DatabaseResourceStoreSettings;
  readonly #collector: GarbageCollector;
  readonly #recent: RecentChanges;
  readonly #closing = new AbortController();

  static create(settings: DatabaseResourceStoreSettings) {
    return new DatabaseResourceStore(settings);
  }

  private constructor(settings: DatabaseResourceStoreSettings) {
    this.#engine = settings.engine;
    this.#codec = settings.codec;
    this.#settings = settings;
    this.#recent = RecentChanges.create({
      engine: settings.engine,
      // So that a bookmark is never more than this late.
      intervalMs: settings.bookmarkIntervalMs / 2,
    });
    this.#collector = GarbageCollector.start(settings);
    this.#collector.wake();
  }

  async create<T extends Resource>(
    kind: ResourceKind<T>,
    object: NewResource<T>,
  ): Promise<T> {
    checkMetadata(object.metadata);
    const identity = {
      kind: kindKey(kind),
      path: pathOf(object.metadata),
      uid: randomUUID(),
    };
    const draft = createDraft(kind, identity, object);
    const { version } = await this.#write(kind, identity, draft, args =>
      this.#engine.run(createResource, args),
    );
    return assemble(kind, { ...identity, version }, draft);
  }

  async get<T extends Resource>(
    kind: ResourceKind<T>,
    name: ResourceName,
  ): Promise<T | undefined> {
    const row = await this.#find(kind, name);
    return row && this.#codec.decode(kind, row);
  }

  async list<T extends Resource>(
    kind: ResourceKind<T>,
    options: ListOptions = {},
  ): Promise<ResourceList<T>> {
    checkSelection(options);
    return listPages(this.#engine, kind, options, row =>
      this.#decodeOrSkip(kind, row),
    );
  }

  async update<T extends Resource>(
    kind: ResourceKind<T>,
    object: T,
  ): Promise<T> {
    checkMetadata(object.metadata);
    const row = await this.#basis(kind, object.metadata);
    const current = this.#codec.open(row);
    const next = updateDraft(kind, row, current, object);
    return this.#replace(kind, row, current, next);
  }

  async updateStatus<T extends Resource>(
    kind: ResourceKind<T>,
    object: T,
  ): Promise<T> {
    if (!kind.hasStatus) {
      throw new ResourceInvalidError(`${kind.kind} has no status`);
    }
    const row = await this.#basis(kind, object.metadata);
    const current = this.#codec.open(row);
    const next = statusDraft(kind, row, current, object);
    return this.#replace(kind, row, current, next);
  }

  async delete<T extends Resource>(
    kind: ResourceKind<T>,
    name: ResourceName,
    preconditions: DeletePreconditions = {},
  ): Promise<void> {
    if (!isName(name)) {
      throw new ResourceNotFoundError(
        `${kind.kind} ${pathOf(name)} does not exist`,
      );
    }
    const { garbage } = await this.#engine.run(removeResource, {
      kind: kindKey(kind),
      path: pathOf(name),
      uid: preconditions.uid,
      version:
        preconditions.resourceVersion === undefined
          ? undefined
          : parseVersion(preconditions.resourceVersion),
      now: timestamp(),
      history: this.#settings.history,
    });
    this.#collectIf(garbage);
  }

  async *watch<T extends Resource>(
    kind: ResourceKind<T>,
    options: WatchOptions,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    checkSelection(options);
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    try {
      yield* watchResources({
        engine: this.#engine,
        recent: this.#recent,
        kind,
        options: { ...options, signal },
        bookmarkIntervalMs: this.#settings.bookmarkIntervalMs,
        decode: row => this.#decodeOrSkip(kind, row),
      });
    } catch (error) {
      // The engine is being closed under the watch: that is its end, not a failure.
      if (!signal.aborted) {
        throw error;
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#recent.close();
    await this.#collector.close();
    await this.#engine.close();
  }

  async #find(
    kind: ResourceKind,
    name: ResourceName,
  ): Promise<ResourceRow | undefined> {
    return isName(name)
      ? this.#engine.run(getResource, {
          kind: kindKey(kind),
          path: pathOf(name),
        })
      : undefined;
  }

  /** @returns the row that an update is based on; throws when it is not the stored one any more */
  async #basis(kind: ResourceKind, metadata: ObjectMeta): Promise<ResourceRow> {
    const row = await this.#find(kind, metadata);
    const label = `${kind.kind} ${pathOf(metadata)}`;
    if (!row || row.uid !== metadata.uid) {
      throw new ResourceNotFoundError(`${label} does not exist any more`);
    }
    if (row.version !== parseVersion(metadata.resourceVersion)) {
      throw new ResourceConflictError(
        `${label} has changed: it is at version ${row.version}, not ${metadata.resourceVersion}`,
      );
    }
    return row;
  }

  async #replace<T extends Resource>(
    kind: ResourceKind<T>,
    row: ResourceRow,
    current: Draft,
    next: Draft,
  ): Promise<T> {
    if (isDeepStrictEqual(next, plain(current))) {
      return assemble(kind, row, current);
    }
    const removed =
      next.metadata.deletionTimestamp && !next.metadata.finalizers;
    const { version } = await this.#write(kind, row, next, args =>
      this.#engine.run(replaceResource, {
        ...args,
        expected: row.version,
        relink:
          !isDeepStrictEqual(next.metadata.labels, current.metadata.labels) ||
          !isDeepStrictEqual(
            next.metadata.ownerReferences,
            current.metadata.ownerReferences,
          ),
        now: timestamp(),
      }),
    );
    return assemble(kind, removed ? row : { ...row, version }, next);
  }

  async #write(
    kind: ResourceKind,
    identity: Identity,
    draft: Draft,
    run: (
      args: Parameters<typeof createResource.run>[0],
    ) => Promise<{ version: number; garbage: boolean }>,
  ): Promise<{ version: number }> {
    const { labels, ownerReferences } = draft.metadata;
    const [namespace] = identity.path.split('/', 1);
    const result = await run({
      kind: identity.kind,
      path: identity.path,
      uid: identity.uid,
      object: this.#codec.seal(kind, identity, draft),
      labels: labels ?? {},
      owners: (ownerReferences ?? []).map(owner => ({
        uid: owner.uid,
        kind: kindKey(owner),
        path: `${namespace}/${owner.name}`,
      })),
      key: kind.sensitive ? this.#codec.keyId : undefined,
      history: this.#settings.history,
    });
    this.#collectIf(result.garbage);
    return result;
  }

  #collectIf(garbage: boolean): void {
    if (garbage) {
      this.#collector.wake();
    }
  }

  #decodeOrSkip<T extends Resource>(
    kind: ResourceKind<T>,
    row: ResourceRow,
  ): T | undefined {
    try {
      return this.#codec.decode(kind, row);
    } catch (error) {
      if (error instanceof ResourceInvalidError) {
        this.#settings.logger?.warn(`Left out: ${error.message}`);
        return undefined;
      }
      throw error;
    }
  }
}

/** @returns -1, which no object ever has, for what is no version */
function parseVersion(version: string | undefined): number {
  return version !== undefined && /^[1-9]\d{0,14}$/.test(version)
    ? Number(version)
    : -1;
}
