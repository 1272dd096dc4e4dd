import { PENDING_GRACE_MS, type RegistryContext } from '../RegistryContext';
import { sweepDerived } from './sweepDerived';
import { sweepDocuments } from './sweepDocuments';
import { sweepPublished } from './sweepPublished';
import { sweepSecrets } from './sweepSecrets';
import { sweepServices } from './sweepServices';
import { sweepVersions } from './sweepVersions';

/** What one pass did. */
export interface ReconcileReport {
  /** Registrations that never got to their commit, and removals that were not finished. */
  services: number;
  /** Secrets that no service uses. */
  secrets: number;
  /** Documents that no service refers to. */
  documents: number;
  /** Documents from which something was derived, and that are gone. */
  derived: number;
  /** Services that are gone, and of which versions were still kept. */
  versions: number;
  /** Services whose documents did not have their readable names. */
  published: number;
}

export interface ReconcilerTuning {
  /** Between two passes. Default 5 minutes. */
  intervalMs?: number;
  /** Between two passes that look at documents too. Default 1 hour. */
  documentsIntervalMs?: number;
  /** What is younger may be part of a change that goes on. Default 20 seconds. */
  graceMs?: number;
  /** The same for documents, which are written first. Default 1 hour. */
  documentGraceMs?: number;
}

/**
 * Finishes or removes what a crash left: at the start, once more when what was too young then is old enough, and from
 * then on at intervals. Every step may be repeated and done by several processes at once.
 */
export class RegistryReconciler {
  readonly #context: RegistryContext;
  readonly #tuning: Required<ReconcilerTuning>;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #documentsAt = 0;
  #closed = false;

  static start(
    context: RegistryContext,
    tuning?: ReconcilerTuning,
  ): RegistryReconciler {
    const reconciler = new RegistryReconciler(context, tuning);
    reconciler.#schedule(0, reconciler.#tuning.graceMs + 1000);
    return reconciler;
  }

  private constructor(context: RegistryContext, tuning: ReconcilerTuning = {}) {
    this.#context = context;
    this.#tuning = {
      intervalMs: 5 * 60_000,
      documentsIntervalMs: 60 * 60_000,
      graceMs: PENDING_GRACE_MS,
      documentGraceMs: 60 * 60_000,
      ...tuning,
    };
  }

  /** One pass now. */
  async run(): Promise<ReconcileReport> {
    const { graceMs, documentGraceMs } = this.#tuning;
    const { removed, seen } = await sweepServices(this.#context, graceMs);
    const secrets = await sweepSecrets(this.#context, seen, graceMs);
    const due =
      Date.now() - this.#documentsAt >= this.#tuning.documentsIntervalMs;
    const versions = due ? await sweepVersions(this.#context, seen) : 0;
    const documents = due
      ? await sweepDocuments(this.#context, seen, documentGraceMs)
      : 0;
    const derived = due
      ? await sweepDerived(this.#context, seen, documentGraceMs)
      : 0;
    const published = due ? await sweepPublished(this.#context, seen) : 0;
    if (due) {
      this.#documentsAt = Date.now();
    }
    const report = {
      services: removed,
      secrets,
      documents,
      derived,
      versions,
      published,
    };
    if (Object.values(report).some(count => count > 0)) {
      this.#context.logger.info(
        `registry reconciler removed ${removed} unfinished services, ${secrets} unused Secrets, ${documents} unused documents, what was derived from ${derived} documents that are gone, the versions of ${versions} services that are gone, and put the documents of ${published} services under their readable names`,
      );
    }
    return report;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(delayMs: number, nextMs: number): void {
    if (this.#closed) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#running = this.run()
        .catch(error =>
          this.#context.logger.warn(
            `registry reconciler failed, to be tried again: ${error}`,
          ),
        )
        .then(() => this.#schedule(nextMs, this.#tuning.intervalMs));
    }, delayMs);
    this.#timer.unref();
  }
}
