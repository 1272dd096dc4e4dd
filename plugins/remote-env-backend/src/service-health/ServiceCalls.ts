import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { RemoteServiceManifestKind } from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceNotFoundError,
  StoreUnavailableError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { callStatus, together, type Evidence } from './callStatus';

/** Calls of a service through the API proxy, as a gateway reports them. */
export interface ServiceCall {
  /** Also the name of the object. */
  serviceId: string;
  /** Other than by a server error. */
  answered: boolean;
  /** What went wrong otherwise. */
  message: string;
  /** Of the last one. */
  at: Date;
}

/** Between two rounds, and services that are looked at in one: a store of thousands must not be written for each call. */
const ROUND_MS = 1_000;
const PER_ROUND = 5;

/**
 * The one writer of what calls say about services: `lastCall`, `lastAnswered` and the condition `Healthy`
 * (wire-contracts 7). Services take turns in the order in which they were first called since their last turn.
 */
export class ServiceCalls {
  readonly #options: Options;
  /** By service id. */
  readonly #waiting = new Map<string, Evidence>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;
  #storeIsAway = false;

  static create(options: Options): ServiceCalls {
    return new ServiceCalls(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  note({ serviceId, answered, message, at }: ServiceCall): void {
    this.#add(
      serviceId,
      answered
        ? { calledAt: at, answeredAt: at }
        : { calledAt: at, failed: { at, message } },
    );
    this.#plan();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #add(id: string, evidence: Evidence): void {
    const known = this.#waiting.get(id);
    this.#waiting.set(id, known ? together(known, evidence) : evidence);
  }

  #plan(): void {
    if (this.#timer || this.#stopped || this.#waiting.size === 0) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#round = this.#write().finally(() => {
        this.#timer = undefined;
        this.#plan();
      });
    }, ROUND_MS);
  }

  async #write(): Promise<void> {
    const turn = [...this.#waiting].slice(0, PER_ROUND);
    for (const [id, evidence] of turn) {
      this.#waiting.delete(id);
      try {
        await this.#writeOne(id, evidence);
        this.#storeIsAway = false;
      } catch (error) {
        if (error instanceof StoreUnavailableError) {
          this.#keep(id, evidence, error);
          return;
        }
        this.#failed(id, evidence, error);
      }
    }
  }

  /** The store is away: this service waits on, and the others need not be tried. */
  #keep(id: string, evidence: Evidence, error: StoreUnavailableError): void {
    this.#add(id, evidence);
    if (!this.#storeIsAway) {
      this.#storeIsAway = true;
      this.#options.logger.warn(
        `What calls say about services waits for the store: ${error.message}`,
      );
    }
  }

  async #writeOne(id: string, evidence: Evidence): Promise<void> {
    const { store, namespace } = this.#options;
    const service = await store.get(RemoteServiceManifestKind, {
      namespace,
      name: id,
    });
    if (!service) {
      return;
    }
    const status = callStatus(service, evidence, new Date());
    if (!isDeepStrictEqual(status, service.status)) {
      await store.updateStatus(RemoteServiceManifestKind, {
        ...service,
        status,
      });
    }
  }

  #failed(id: string, evidence: Evidence, error: unknown): void {
    if (error instanceof ResourceNotFoundError) {
      return;
    }
    if (error instanceof ResourceConflictError) {
      // Somebody else wrote at the same time; what was heard since then counts as well.
      this.#add(id, evidence);
      return;
    }
    this.#options.logger.warn(
      `What calls say about service ${id} could not be written: ${error}`,
    );
  }
}

interface Options {
  store: ResourceStore;
  namespace: string;
  logger: LoggerService;
}
