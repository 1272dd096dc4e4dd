import { Readable } from 'node:stream';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Permission } from '@backstage/plugin-permission-common';
import type {
  DocumentCollatorFactory,
  IndexableDocument,
} from '@backstage/plugin-search-common';
import {
  environmentReadPermission,
  hasOutline,
  type OutlineEntry,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  completeServices,
  Pauses,
  type ServiceView,
} from '@remote-env/plugin-remote-env-node';
import type { DocumentOutlines } from './DocumentOutlines';

/** An operation or a channel of a registered service as search keeps it. */
export interface RemoteOperationDocument extends IndexableDocument {
  environment: string;
  serviceId: string;
  service: string;
  kind: OutlineEntry['kind'];
}

export interface RemoteOperationCollatorOptions {
  services: ServiceView;
  outlines: DocumentOutlines;
  logger: LoggerService;
  /** Of all services together; what is beyond is not found. */
  maxOperations: number;
  /** Told how many outlines were not there yet. */
  onMissing(count: number): void;
  /** Lets milliseconds pass; for tests. */
  pause?(ms: number): Promise<void>;
}

/** Operations and channels for search; who may not see the environment does not find what its services offer. */
export class RemoteOperationCollatorFactory implements DocumentCollatorFactory {
  readonly type = 'remote-env-operation';
  readonly visibilityPermission: Permission = environmentReadPermission;
  readonly #options: RemoteOperationCollatorOptions;

  static create(options: RemoteOperationCollatorOptions) {
    return new RemoteOperationCollatorFactory(options);
  }

  private constructor(options: RemoteOperationCollatorOptions) {
    this.#options = options;
  }

  async getCollator(): Promise<Readable> {
    await this.#options.services.ready;
    return Readable.from(this.#documents());
  }

  async *#documents(): AsyncGenerator<RemoteOperationDocument> {
    const { services, maxOperations, logger, onMissing } = this.#options;
    const pauses = Pauses.create(this.#options.pause);
    let missing = 0;
    let left = maxOperations;
    for (const service of completeServices(services)) {
      for (const entries of await this.#entriesOf(service)) {
        missing += entries ? 0 : 1;
        for (const entry of (entries ?? []).slice(0, left)) {
          yield documentOf(service, entry);
          left -= 1;
        }
        await pauses.whenDue();
      }
      if (left <= 0) {
        logger.warn(
          `search knows the first ${maxOperations} operations and channels only: search.collators.remoteEnv.maxOperations`,
        );
        break;
      }
    }
    onMissing(missing);
  }

  /** Of each document that has an outline or will have one; undefined for one to come. */
  async #entriesOf({
    spec,
  }: RemoteService): Promise<(OutlineEntry[] | undefined)[]> {
    const documents = Object.values(
      spec.phase === 'Ready' ? spec.documents ?? {} : {},
    );
    const found: (OutlineEntry[] | undefined)[] = [];
    for (const { sha256, format } of documents) {
      if (hasOutline(format)) {
        const outline = await this.#options.outlines.of(sha256);
        found.push(outline?.state === 'failed' ? [] : outline?.entries);
      }
    }
    return found;
  }
}

function documentOf(
  { spec }: RemoteService,
  entry: OutlineEntry,
): RemoteOperationDocument {
  const { anchor, kind, name, method, summary } = entry;
  const page = `/remote-env/environments/${spec.environment.name}/services/${spec.id}`;
  const place =
    kind === 'channel'
      ? `events?channel=${encodeURIComponent(anchor)}`
      : `api?operation=${encodeURIComponent(anchor)}`;
  const words = [
    summary,
    entry.operationId,
    ...(entry.operations ?? []),
    ...(entry.messages ?? []),
    ...(entry.tags ?? []),
    spec.displayName,
  ];
  return {
    title: [method, name].filter(Boolean).join(' '),
    text: [...new Set(words)].filter(Boolean).join(' \u00b7 '),
    location: `${page}/${place}`,
    authorization: { resourceRef: spec.environment.name },
    environment: spec.environment.name,
    serviceId: spec.id,
    service: spec.displayName,
    kind,
  };
}
