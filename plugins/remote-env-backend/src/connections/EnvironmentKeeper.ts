import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  type ConnectionApproval,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceCache,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { KeyedQueue, type Announce } from '../keeping';
import type { ConnectionDecisions } from './ConnectionDecisions';
import { CLEANUP_FINALIZER } from './EnvironmentCleanup';

export interface EnvironmentKeeperOptions {
  store: ResourceStore;
  /** The system namespace. */
  namespace: string;
  announce: Announce;
  decisions: Pick<ConnectionDecisions, 'isKept' | 'keep'>;
  /** Tells the people concerned that a decision was put right. */
  onPutRight?: (
    environment: RemoteEnvironment,
    approval: ConnectionApproval,
    because: string,
  ) => void;
  /** Removes what belongs to a deleted environment; may be repeated. */
  cleanUp: (environment: RemoteEnvironment) => Promise<void>;
  logger: LoggerService;
  /** Between two looks at everything. Default 5 minutes. */
  resyncMs?: number;
  /** Between a change and the look at it. Default 200 ms. */
  settleMs?: number;
}

const RESYNC_MS = 5 * 60_000;
/** Whoever deletes an environment through the portal has it cleaned up at once: only then is it somebody else's deletion. */
const DELETION_MS = 5_000;

/**
 * Gives environments and approvals that somebody applied what those of the portal have from the beginning: the
 * finalizer by which everything that belongs to an environment goes before it, the ties of an approval to its
 * environment, and the history of decisions. Takes back their loss, holds approvals to the rules, and finishes
 * deletions that were not asked of the portal.
 */
export class EnvironmentKeeper {
  readonly #options: EnvironmentKeeperOptions;
  readonly #queue: KeyedQueue;
  readonly #deletions: KeyedQueue;
  readonly #environments: ResourceCache<RemoteEnvironment>;
  readonly #approvals: ResourceCache<ConnectionApproval>;
  readonly #timer: NodeJS.Timeout;

  static start(options: EnvironmentKeeperOptions): EnvironmentKeeper {
    return new EnvironmentKeeper(options);
  }

  private constructor(options: EnvironmentKeeperOptions) {
    this.#options = options;
    const { store, namespace, logger, settleMs } = options;
    this.#queue = KeyedQueue.create({
      work: name => this.#keep(name),
      what: 'environment',
      logger,
      settleMs,
    });
    this.#deletions = KeyedQueue.create({
      work: name => this.#finishDeletion(name),
      what: 'deleted environment',
      logger,
      settleMs: DELETION_MS,
    });
    this.#environments = ResourceCache.start(store, RemoteEnvironmentKind, {
      namespace,
      logger,
      onEvent: ({ object }) => this.#consider(object.metadata.name),
    });
    this.#approvals = ResourceCache.start(store, ConnectionApprovalKind, {
      namespace,
      logger,
      onEvent: ({ object }) => this.#consider(object.metadata.name),
    });
    this.#timer = setInterval(() => {
      for (const { metadata } of this.#environments.list()) {
        this.#consider(metadata.name);
      }
    }, options.resyncMs ?? RESYNC_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#environments.close();
    await this.#approvals.close();
    await Promise.all([this.#queue.close(), this.#deletions.close()]);
  }

  #consider(name: string): void {
    const environment = this.#environments.get(name);
    const approval = this.#approvals.get(name);
    if (environment?.metadata.deletionTimestamp) {
      this.#deletions.add(name);
      return;
    }
    if (
      environment &&
      (!hasFinalizer(environment) ||
        !this.#options.decisions.isKept(environment, approval))
    ) {
      this.#queue.add(name);
    }
  }

  /** Views may be behind: what is written is based on what is stored. */
  async #keep(name: string): Promise<void> {
    const { store, namespace, decisions } = this.#options;
    const environment = await store.get(RemoteEnvironmentKind, {
      namespace,
      name,
    });
    if (!environment || environment.metadata.deletionTimestamp) {
      return;
    }
    if (!hasFinalizer(environment)) {
      await this.#addFinalizer(environment);
    }
    const put = await decisions.keep(name);
    if (put?.approval) {
      await this.#tell(put.environment, put.approval, put.because);
    }
  }

  async #tell(
    environment: RemoteEnvironment,
    approval: ConnectionApproval,
    because: string,
  ): Promise<void> {
    const { announce, onPutRight } = this.#options;
    const { name, uid } = environment.metadata;
    onPutRight?.(environment, approval, because);
    await announce({
      objects: [approval, environment],
      type: 'Warning',
      reason: 'ApprovalPutRight',
      message: `it is ${approval.spec.verdict} now: ${because}`,
      environment: { name, uid },
    });
  }

  async #finishDeletion(name: string): Promise<void> {
    const { store, namespace, cleanUp } = this.#options;
    const found = await store.get(RemoteEnvironmentKind, { namespace, name });
    if (found?.metadata.deletionTimestamp) {
      await cleanUp(found);
    }
  }

  async #addFinalizer(environment: RemoteEnvironment): Promise<void> {
    const { store, announce } = this.#options;
    const { metadata, status } = environment;
    const kept = await store.update(RemoteEnvironmentKind, {
      ...environment,
      metadata: {
        ...metadata,
        finalizers: [...(metadata.finalizers ?? []), CLEANUP_FINALIZER],
      },
    });
    const isNew = status?.observedGeneration === undefined;
    await announce({
      objects: [kept],
      type: 'Normal',
      reason: isNew ? 'Accepted' : 'Restored',
      message: isNew
        ? 'the request was applied, and waits for a ConnectionApproval'
        : 'set back, since the portal keeps them: metadata.finalizers',
      environment: { name: metadata.name, uid: metadata.uid },
    });
  }
}

function hasFinalizer({ metadata }: RemoteEnvironment): boolean {
  return metadata.finalizers?.includes(CLEANUP_FINALIZER) ?? false;
}
