import { Readable } from 'node:stream';
import type { Permission } from '@backstage/plugin-permission-common';
import type {
  DocumentCollatorFactory,
  IndexableDocument,
} from '@backstage/plugin-search-common';
import {
  environmentReadPermission,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  completeServices,
  Pauses,
  type ServiceView,
} from '@remote-env/plugin-remote-env-node';
import type { DocumentWords } from './DocumentWords';

const MAX_TEXT = 32_000;

/** A registered service as search keeps it. */
export interface RemoteServiceDocument extends IndexableDocument {
  environment: string;
  serviceId: string;
  provider: string;
  kinds: string[];
  /** `YYYY-MM-DD`, of a service that its owner asks to leave. */
  endsOn?: string;
}

export interface RemoteServiceCollatorOptions {
  services: ServiceView;
  words: DocumentWords;
  /** Lets milliseconds pass; for tests. */
  pause?(ms: number): Promise<void>;
}

/** Registered services for search; who may not see the environment does not find its services. */
export class RemoteServiceCollatorFactory implements DocumentCollatorFactory {
  readonly type = 'remote-env-service';
  readonly visibilityPermission: Permission = environmentReadPermission;
  readonly #services: ServiceView;
  readonly #words: DocumentWords;
  readonly #pause: RemoteServiceCollatorOptions['pause'];

  static create(options: RemoteServiceCollatorOptions) {
    return new RemoteServiceCollatorFactory(options);
  }

  private constructor(options: RemoteServiceCollatorOptions) {
    this.#services = options.services;
    this.#words = options.words;
    this.#pause = options.pause;
  }

  async getCollator(): Promise<Readable> {
    await this.#services.ready;
    return Readable.from(this.#documents());
  }

  async *#documents(): AsyncGenerator<RemoteServiceDocument> {
    const pauses = Pauses.create(this.#pause);
    for (const service of completeServices(this.#services)) {
      if (service.spec.phase === 'Ready') {
        const words = await this.#words.of(service.spec);
        yield documentOf(service, words);
        await pauses.whenDue();
      }
    }
  }
}

function documentOf(
  { spec }: RemoteService,
  documentWords: readonly string[],
): RemoteServiceDocument {
  const words = [
    spec.description,
    spec.shortDescription,
    spec.provider,
    spec.name,
    spec.documentation?.description,
    ...(spec.documentation?.tags ?? []),
    ...Object.entries(spec.labels ?? {}).map(entry => entry.join('=')),
    ...(spec.events?.types.map(type => type.name) ?? []),
    ...(spec.deprecation ? ['deprecated'] : []),
    ...documentWords,
  ];
  return {
    title: spec.displayName,
    text: words.filter(Boolean).join('\n').slice(0, MAX_TEXT),
    location: `/remote-env/environments/${spec.environment.name}/services/${spec.id}`,
    authorization: { resourceRef: spec.environment.name },
    environment: spec.environment.name,
    serviceId: spec.id,
    provider: spec.provider,
    ...(spec.deprecation && { endsOn: spec.deprecation.endsOn }),
    kinds: [...(spec.api ? ['api'] : []), ...(spec.events ? ['events'] : [])],
  };
}
