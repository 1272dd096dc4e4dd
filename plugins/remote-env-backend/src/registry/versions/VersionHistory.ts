import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  RemoteServiceKind,
  type RemoteService,
  type Resource,
} from '@remote-env/plugin-remote-env-common';
import { PackedObjects, Pauses } from '@remote-env/plugin-remote-env-node';
import { isVisible } from '../RegistryContext';
import { seenDocuments } from './seenDocuments';
import type { DocumentVersion, VersionLedger } from './VersionLedger';

export interface VersionHistoryOptions {
  ledger: VersionLedger;
  /** Versions of each document. */
  keep: number;
  /** Told of services that were heard of, once their versions are recorded. */
  onRecorded?: (serviceUids: string[]) => Promise<void>;
  logger: LoggerService;
}

/** Services that the ledger is asked about at once. */
const BATCH = 200;
/** So that services that change together are asked about together. */
const SETTLE_MS = 50;
const RETRY_MS = 10_000;

/**
 * The last versions of each document of each service. Every portal hears of every service, at its start of those that
 * were there before, and records what is new: so a change counts whoever made it, and each once.
 */
export class VersionHistory {
  readonly #options: VersionHistoryOptions;
  /** By uid; of each the newest generation. At a start it is all that there are. */
  readonly #waiting = PackedObjects.create<RemoteService>();
  /** Generations that are recorded, by uid: services change all the time, and their spec seldom does. */
  readonly #recorded = new Map<string, number>();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  static create(options: VersionHistoryOptions): VersionHistory {
    return new VersionHistory(options);
  }

  private constructor(options: VersionHistoryOptions) {
    this.#options = options;
  }

  /** Something is there, has changed, or is gone. */
  observe(change: { kind: string; object: Resource; deleted?: boolean }): void {
    const { kind, object, deleted } = change;
    if (kind !== RemoteServiceKind.kind || this.#stopping.signal.aborted) {
      return;
    }
    const { uid, generation = 0 } = object.metadata;
    if (deleted) {
      this.#recorded.delete(uid);
      this.#waiting.delete(uid);
      return;
    }
    if ((this.#recorded.get(uid) ?? -1) >= generation) {
      return;
    }
    const service = RemoteServiceKind.schema.safeParse(object).data;
    if (service && isVisible(service)) {
      this.#want(service);
    }
  }

  /**
   * Records the documents of these states of services, now: what is about to be replaced has to be in the history
   * before somebody takes it for unused.
   *
   * @param services - of one service the older state first
   */
  async record(services: readonly RemoteService[]): Promise<void> {
    const { keep, ledger } = this.#options;
    const visible = services.filter(isVisible);
    const uids = [...new Set(visible.map(({ metadata }) => metadata.uid))];
    const latest = new Map(
      (uids.length > 0 ? await ledger.latest(uids) : []).map(version => [
        `${version.serviceUid} ${version.role}`,
        version,
      ]),
    );
    const known = new Set(
      [...latest.values()].map(({ serviceUid }) => serviceUid),
    );
    for (const service of visible) {
      const { uid } = service.metadata;
      const now = new Date();
      const isFirst = !known.has(uid);
      for (const seen of seenDocuments(service, { isFirst, now })) {
        const key = `${uid} ${seen.role}`;
        const before = latest.get(key);
        if (before && !follows(before, seen)) {
          continue;
        }
        const number = await ledger.add(seen);
        if (number !== undefined) {
          const { role, sha256, generation } = seen;
          known.add(uid);
          latest.set(key, {
            serviceUid: uid,
            role,
            number,
            sha256,
            generation,
          });
          if (number > keep) {
            // The documents that are kept no longer are left to the reconciler.
            await ledger.prune(uid, role, keep);
          }
        }
      }
    }
  }

  /** Of each document newest first. @param uid - of the object of a service */
  list(uid: string): Promise<DocumentVersion[]> {
    return this.#options.ledger.list(uid);
  }

  /** The service is gone. @returns digests of what was kept of it */
  async forget(uid: string): Promise<string[]> {
    this.#waiting.delete(uid);
    this.#recorded.delete(uid);
    return this.#options.ledger.forget(uid);
  }

  /** Whether a version names this document, so that it has to stay. */
  isKept(sha256: string): Promise<boolean> {
    return this.#options.ledger.isKept(sha256);
  }

  /** Digests of all documents that versions name. */
  kept(): Promise<Set<string>> {
    return this.#options.ledger.kept();
  }

  /** Services of which versions are kept. */
  services(): Promise<{ uid: string; id: string }[]> {
    return this.#options.ledger.services();
  }

  /** Removes what is more than the configuration, which may have changed, says. */
  async pruneAll(): Promise<void> {
    const { keep, ledger } = this.#options;
    for (const { serviceUid, role } of await ledger.overfull(keep)) {
      await ledger.prune(serviceUid, role, keep);
    }
    await ledger.forgetComparisons();
  }

  /** Resolves when nothing that was heard is left to record. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waiting.clear();
    await this.#running;
  }

  #want(service: RemoteService): void {
    const { uid } = service.metadata;
    const waiting = this.#waiting.get(uid);
    if (!waiting || generationOf(waiting) <= generationOf(service)) {
      this.#waiting.set(uid, service);
    }
    if (!this.#stopping.signal.aborted) {
      this.#running ??= this.#work();
    }
  }

  async #work(): Promise<void> {
    await delay(SETTLE_MS);
    const { signal } = this.#stopping;
    const pauses = Pauses.create(ms =>
      // Whoever stops does not wait for it.
      delay(ms, undefined, { signal }).catch(() => {}),
    );
    while (this.#waiting.size > 0) {
      const batch = this.#take(BATCH);
      try {
        await this.record(batch);
        const uids = batch.map(({ metadata }) => metadata.uid);
        await this.#options.onRecorded?.(uids);
        for (const service of batch) {
          this.#recorded.set(service.metadata.uid, generationOf(service));
        }
      } catch (error) {
        if (!this.#stopping.signal.aborted) {
          const { logger } = this.#options;
          logger.warn(`versions of documents have to wait: ${error}`);
          this.#later(batch);
        }
      }
      if (this.#waiting.size > 0) {
        await pauses.whenDue();
      }
    }
    this.#running = undefined;
  }

  /** The first of those that wait, which wait no longer. */
  #take(count: number): RemoteService[] {
    const taken: RemoteService[] = [];
    for (const uid of this.#waiting.keys()) {
      const service = this.#waiting.get(uid);
      this.#waiting.delete(uid);
      if (service && taken.push(service) === count) {
        break;
      }
    }
    return taken;
  }

  #later(services: readonly RemoteService[]): void {
    const { signal } = this.#stopping;
    delay(RETRY_MS, undefined, { signal, ref: false }).then(
      () => services.forEach(service => this.#want(service)),
      // It is stopping.
      () => {},
    );
  }
}

/** Whether what was seen is a version after this one. Portals that lag behind see what was replaced long ago. */
export function follows(
  latest: { sha256: string; generation: number },
  seen: { sha256: string; generation: number },
): boolean {
  return seen.sha256 !== latest.sha256 && seen.generation > latest.generation;
}

function generationOf({ metadata }: RemoteService): number {
  return metadata.generation ?? 0;
}
