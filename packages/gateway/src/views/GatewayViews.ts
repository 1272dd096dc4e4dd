import type { Verdict } from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { errorMessage } from '../process/errors';
import type { Logger } from '../process/Logger';
import type {
  CertificateRecord,
  ConnectionsView,
  EnvironmentRecord,
  SubscribedType,
} from './ConnectionsView';
import { SNAPSHOT_FORMAT, type SnapshotFile } from './snapshot';
import { SnapshotView } from './SnapshotView';
import { StoreView } from './StoreView';
import type { TrustMaterial } from './TrustMaterial';
import { TrustSecrets } from './TrustSecrets';

/** Milliseconds from a change to its snapshot, and between snapshots of a view that does not change. */
const AFTER_CHANGE_MS = 500;
const WITHOUT_CHANGE_MS = 30_000;
/**
 * New certificates alone wait for this many times what the last snapshot took, so that writing them is a small part of
 * what a gateway does, however many there are. What somebody lost never waits.
 */
const REST_FACTOR = 20;

interface ViewsOptions {
  store: ResourceStore;
  /** The system namespace. */
  namespace: string;
  /** Names of the Secrets of the edge, and how often they are read. */
  secrets: { server: string; clientCas: string; intervalMs?: number };
  snapshot: SnapshotFile;
  logger: Logger;
}

/**
 * What the edge decides by: the store's view once it is complete; before that, when the store is away at a restart,
 * the snapshot of an earlier process; and else nothing, which refuses everybody.
 */
export class GatewayViews implements ConnectionsView {
  readonly #options: ViewsOptions;
  readonly #live: StoreView;
  readonly #secrets: TrustSecrets;
  /** Until the live view is complete. */
  #earlier: SnapshotView | undefined;
  #isLive = false;
  /** Revoked through this process, whatever the view says yet. */
  readonly #revoked = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> | undefined;
  /** What has changed since the last snapshot. */
  #changed: 'nothing' | 'additions' | 'more' = 'nothing';
  #lastTookMs = 0;
  #closed = false;

  /** Starts to follow the store. */
  static async start(options: ViewsOptions): Promise<GatewayViews> {
    const { snapshot, logger } = options;
    try {
      const earlier = await snapshot.read();
      return new GatewayViews(options, earlier);
    } catch (error) {
      logger.warn('The snapshot of the view is left aside', {
        error: errorMessage(error),
      });
      return new GatewayViews(options, undefined);
    }
  }

  private constructor(
    options: ViewsOptions,
    earlier: Awaited<ReturnType<SnapshotFile['read']>>,
  ) {
    this.#options = options;
    const { store, namespace, secrets, logger } = options;
    this.#earlier = earlier && SnapshotView.create(earlier);
    this.#live = StoreView.start({
      store,
      namespace,
      logger,
      onChange: ({ addsOnly }) => this.#noteChange(addsOnly),
    });
    this.#secrets = TrustSecrets.start(
      { store, namespace, ...secrets, logger },
      earlier?.trust,
    );
    this.#secrets.onChange(() => this.#noteChange());
    this.#live.ready.then(
      () => {
        this.#isLive = true;
        this.#earlier = undefined;
        this.#noteChange();
      },
      () => {},
    );
  }

  get trust(): TrustMaterial {
    return this.#secrets;
  }

  /** Resolves when the store has answered, or after that many milliseconds. */
  async settled(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([
      late,
      Promise.all([this.#live.ready, this.#secrets.read]).catch(() => {}),
    ]);
    clearTimeout(timer);
  }

  environment(name: string): EnvironmentRecord | undefined {
    return this.#view()?.environment(name);
  }

  verdict(environment: EnvironmentRecord): Verdict | undefined {
    return this.#view()?.verdict(environment);
  }

  certificate(fingerprint: string): CertificateRecord | undefined {
    const record = this.#view()?.certificate(fingerprint);
    return record && this.#revoked.has(fingerprint)
      ? { ...record, revoked: true }
      : record;
  }

  subscribedTypes(environmentUid: string): SubscribedType[] {
    return this.#view()?.subscribedTypes(environmentUid) ?? [];
  }

  ageMs(): number {
    return this.#view()?.ageMs() ?? Number.POSITIVE_INFINITY;
  }

  /** Counts a certificate as revoked from now on. */
  noteRevoked(fingerprint: string) {
    this.#revoked.add(fingerprint);
    this.#noteChange();
  }

  /** Writes a last snapshot and lets go of the store. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#saving;
    await this.#save();
    await Promise.all([this.#live.close(), this.#secrets.close()]);
  }

  #view(): ConnectionsView | undefined {
    return this.#isLive ? this.#live : this.#earlier;
  }

  #noteChange(addsOnly = false) {
    const changed = addsOnly && this.#changed !== 'more' ? 'additions' : 'more';
    // A change while one waits already is saved with it: changes without end must not put it off.
    if (changed !== this.#changed) {
      this.#changed = changed;
      this.#schedule();
    }
  }

  #schedule() {
    if (this.#closed || this.#saving) {
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const started = performance.now();
      this.#changed = 'nothing';
      this.#saving = this.#save().finally(() => {
        this.#lastTookMs = performance.now() - started;
        this.#saving = undefined;
        this.#schedule();
      });
    }, this.#restMs());
    this.#timer.unref();
  }

  #restMs(): number {
    switch (this.#changed) {
      case 'more':
        return AFTER_CHANGE_MS;
      case 'additions':
        return Math.min(
          Math.max(AFTER_CHANGE_MS, this.#lastTookMs * REST_FACTOR),
          WITHOUT_CHANGE_MS,
        );
      default:
        return WITHOUT_CHANGE_MS;
    }
  }

  *#withRevoked(certificates: Iterable<CertificateRecord>) {
    for (const certificate of certificates) {
      yield this.#revoked.has(certificate.fingerprint)
        ? { ...certificate, revoked: true }
        : certificate;
    }
  }

  async #save(): Promise<void> {
    if (!this.#isLive) {
      return;
    }
    const { snapshot, logger } = this.#options;
    const { certificates, ...contents } = this.#live.contents();
    try {
      await snapshot.write({
        format: SNAPSHOT_FORMAT,
        confirmedAt: Date.now() - this.#live.ageMs(),
        ...contents,
        certificates: this.#withRevoked(certificates),
        trust: {
          server: this.#secrets.server(),
          clientCas: this.#secrets.clientCas(),
          revocationLists: this.#secrets.revocationLists(),
        },
      });
    } catch (error) {
      logger.warn('The view could not be written to disk', {
        error: errorMessage(error),
      });
    }
  }
}
