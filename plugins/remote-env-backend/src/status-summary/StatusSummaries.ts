import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  RemoteServiceKind,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceNotFoundError,
  restedAt,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { z } from 'zod';
import type { Sighting } from '../activity';
import type { Change, ServiceList } from '../index-projection';
import { CertificateUses } from './CertificateUses';
import { MAX_SUMMARY_SERVICES, summarize } from './summary';

/** One write for an environment in this time at most. */
const DEBOUNCE_MS = 1_000;

/** Of the time, for one environment: those with hundreds of services take longer, and change while they are registered. */
const SHARE = 1 / 20;

const ofEnvironment = z.object({
  spec: z.object({ environment: z.object({ name: z.string() }) }),
});

export interface StatusSummariesOptions {
  store: ResourceStore;
  namespace: string;
  services: Pick<ServiceList, 'health' | 'list'>;
  logger: LoggerService;
  /** For tests. */
  tuning?: {
    debounceMs?: number;
    /** Milliseconds of a clock that is never set. */
    now?(): number;
  };
}

/**
 * The one writer of an environment's status summary and of a certificate's uses (architecture.md,
 * "Resources"). Collects what happens and writes once a second at most, and nothing when nothing changed.
 */
export class StatusSummaries {
  readonly #options: StatusSummariesOptions;
  readonly #debounceMs: number;
  readonly #now: () => number;
  readonly #dirty = new Set<string>();
  /** Environments that took long, and when they may be written again, by the clock of `#now`. */
  readonly #rested = new Map<string, number>();
  /** By uid. */
  readonly #seen = new Map<string, Date>();
  readonly #uses: CertificateUses;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #stopped = false;

  private constructor(options: StatusSummariesOptions) {
    this.#options = options;
    this.#debounceMs = options.tuning?.debounceMs ?? DEBOUNCE_MS;
    this.#now = options.tuning?.now ?? (() => performance.now());
    this.#uses = CertificateUses.create(options);
  }

  static create(options: StatusSummariesOptions) {
    return new StatusSummaries(options);
  }

  /** For every change that the index sees. */
  observe({ kind, object }: Change): void {
    if (kind === RemoteEnvironmentKind.kind) {
      this.#mark(object.metadata.name);
    } else if (
      kind === ConnectionApprovalKind.kind ||
      kind === RemoteServiceKind.kind
    ) {
      const parsed = ofEnvironment.safeParse(object);
      if (parsed.success) {
        this.#mark(parsed.data.spec.environment.name);
      }
    }
  }

  /** A system called with a good certificate. */
  sighted({ environment, fingerprint, at, use }: Sighting): void {
    const known = this.#seen.get(environment.uid);
    if (!known || known < at) {
      this.#seen.set(environment.uid, at);
    }
    if (fingerprint) {
      this.#uses.note(fingerprint, { ...use, at });
    }
    this.#mark(environment.name);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#writing;
  }

  #mark(name: string): void {
    this.#dirty.add(name);
    this.#schedule();
  }

  #schedule(): void {
    if (!this.#timer && !this.#stopped) {
      this.#timer = setTimeout(() => {
        this.#writing = this.#writeAll().finally(() => {
          this.#timer = undefined;
          if (this.#dirty.size > 0 || this.#uses.isWaiting) {
            this.#schedule();
          }
        });
      }, this.#debounceMs);
    }
  }

  async #writeAll(): Promise<void> {
    const now = this.#now();
    const names = [...this.#dirty].filter(
      name => (this.#rested.get(name) ?? 0) <= now,
    );
    names.forEach(name => this.#dirty.delete(name));
    for (const name of names) {
      await this.#paced(name, () =>
        this.#attempt(name, () => this.#writeEnvironment(name)),
      );
    }
    await this.#uses.write(error => this.#warn('a certificate', error));
  }

  async #paced(name: string, work: () => Promise<void>): Promise<void> {
    const started = this.#now();
    await work();
    const ended = this.#now();
    const rested = restedAt({ started, ended }, SHARE);
    if (rested > ended + this.#debounceMs) {
      this.#rested.set(name, rested);
    } else {
      this.#rested.delete(name);
    }
  }

  /** Comes back to it when somebody else wrote at the same time. */
  async #attempt(name: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (error instanceof ResourceNotFoundError) {
        return;
      }
      if (error instanceof ResourceConflictError) {
        this.#dirty.add(name);
        return;
      }
      this.#warn(`environment '${name}'`, error);
    }
  }

  #warn(what: string, error: unknown): void {
    this.#options.logger.warn(
      `The status of ${what} could not be written: ${error}`,
    );
  }

  async #writeEnvironment(name: string): Promise<void> {
    const { store, namespace, services } = this.#options;
    const [environment, approval] = await Promise.all([
      store.get(RemoteEnvironmentKind, { namespace, name }),
      store.get(ConnectionApprovalKind, { namespace, name }),
    ]);
    if (!environment) {
      return;
    }
    const { uid } = environment.metadata;
    const [page, health] = await Promise.all([
      services.list({
        limit: MAX_SUMMARY_SERVICES,
        environment: { name, uid },
      }),
      services.health(uid),
    ]);
    const status = summarize(
      {
        environment,
        approval,
        services: page.items,
        serviceCount: page.totalItems,
        health,
        seenAt: this.#seen.get(uid),
      },
      new Date(),
    );
    if (!isDeepStrictEqual(status, environment.status)) {
      await store.updateStatus(RemoteEnvironmentKind, {
        ...environment,
        status,
      });
    }
    this.#seen.delete(uid);
  }
}
