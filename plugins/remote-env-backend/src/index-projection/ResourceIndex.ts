import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import type { Resource } from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import type { Knex } from 'knex';
import type { KindComparison } from './comparison';
import {
  KindProjector,
  type Change,
  type ChangeListener,
  type FeedState,
} from './KindProjector';
import {
  approvalProjection,
  bindingProjection,
  certificateProjection,
  environmentProjection,
  serviceProjection,
  subscriptionProjection,
  type Projection,
} from './projections';

/** How far a rebuild has come. */
export interface RebuildProgress {
  kind: string;
  /** Of this kind, so far. */
  objects: number;
}

/** Milliseconds that a list waits for a first build. */
const PATIENCE_MS = 5_000;

export interface IndexHealth {
  state: FeedState;
  /** Of the last event from the store. */
  lastEventAt?: Date;
  /** Rows in all tables. */
  objects: number;
}

/**
 * The projection of the resources in the portal's database (architecture.md, "Index"): the only source of list
 * pages, filters, search and cursors. Fed by the store's watch, and by `refresh` for what this process wrote
 * itself.
 */
export class ResourceIndex {
  readonly #knex: Knex;
  readonly #projectors = new Map<string, KindProjector<Resource>>();
  readonly #tables: string[] = [];
  readonly #listeners = new Set<ChangeListener>();
  readonly #logger: LoggerService;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  private constructor(knex: Knex, logger: LoggerService) {
    this.#knex = knex;
    this.#logger = logger;
  }

  static create(options: {
    knex: Knex;
    store: ResourceStore;
    /** The system namespace; nothing else is projected. */
    namespace: string;
    logger: LoggerService;
  }) {
    const index = new ResourceIndex(options.knex, options.logger);
    const add = <T extends Resource>(projection: Projection<T>) => {
      const projector = KindProjector.create({
        ...options,
        projection,
        onChange: change => index.#emit(change),
      });
      index.#projectors.set(projection.kind.kind, projector);
      index.#tables.push(projection.table);
    };
    add(environmentProjection);
    add(approvalProjection);
    add(serviceProjection);
    add(certificateProjection);
    add(bindingProjection);
    add(subscriptionProjection);
    return index;
  }

  /** Begins to follow the store. */
  start() {
    this.#running = Promise.all(
      [...this.#projectors.values()].map(projector =>
        projector.run(this.#stopping.signal),
      ),
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Called for every object that is projected, also when nothing about it changed. Must not throw. */
  onChange(listener: ChangeListener): void {
    this.#listeners.add(listener);
  }

  /** @throws ServiceUnavailableError when the first build takes too long */
  async whenBuilt(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new ServiceUnavailableError('The index is being built, try again'),
          ),
        PATIENCE_MS,
      );
    });
    try {
      await Promise.race([
        Promise.all([...this.#projectors.values()].map(p => p.built)),
        late,
      ]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * After a write of this process. Kinds that are not projected are ignored.
   *
   * @param basedOn - version that the write changed; absent for a new object
   */
  async wrote(object: Resource, basedOn: string | undefined): Promise<void> {
    await this.#projectors.get(object.kind)?.wrote(object, basedOn);
  }

  /** Brings one object up to what the store has now. Kinds that are not projected are ignored. */
  async refresh(kind: string, name: string): Promise<void> {
    await this.#projectors.get(kind)?.refresh(name);
  }

  /** Compares every row with what the store has. What other portals change meanwhile is no difference. */
  async compare(signal: AbortSignal): Promise<KindComparison[]> {
    const comparisons: KindComparison[] = [];
    for (const projector of this.#projectors.values()) {
      comparisons.push(await projector.compare(signal));
    }
    return comparisons;
  }

  /** Writes every row anew from what the store has, in place: lists stay whole meanwhile. */
  async rebuild(options: {
    signal: AbortSignal;
    onProgress?: (progress: RebuildProgress) => void;
  }): Promise<void> {
    for (const [kind, projector] of this.#projectors) {
      await projector.readAll({
        rewrite: true,
        signal: options.signal,
        onProgress: objects => options.onProgress?.({ kind, objects }),
      });
    }
  }

  /** Brings rows up to date that were left behind, such as those of a portal that was killed at a bad moment. */
  async reconcile(signal: AbortSignal): Promise<void> {
    for (const projector of this.#projectors.values()) {
      await projector.readAll({ signal });
    }
  }

  async health(): Promise<IndexHealth> {
    const projectors = [...this.#projectors.values()];
    const states = projectors.map(p => p.state);
    const worst = (['building', 'behind', 'current'] as const).find(state =>
      states.includes(state),
    );
    const events = projectors.flatMap(p => p.lastEventAt ?? []);
    const last = Math.max(...events.map(Number));
    let objects = 0;
    for (const table of this.#tables) {
      const row = await this.#knex(table).count({ total: '*' }).first();
      objects += Number(row?.total ?? 0);
    }
    return {
      state: worst ?? 'building',
      ...(events.length > 0 && { lastEventAt: new Date(last) }),
      objects,
    };
  }

  #emit(change: Change) {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#logger.error(`A listener of the index failed: ${error}`);
      }
    }
  }
}
