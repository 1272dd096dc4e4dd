import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  isConverted,
  type Deprecation,
  type DocumentRole,
} from '@remote-env/plugin-remote-env-common';
import type {
  DocumentStore,
  ResourceStore,
  ServicePerApi,
} from '@remote-env/plugin-remote-env-node';
import { checkService } from './changes/checkService';
import { currentOf } from './changes/currentService';
import { parseDefinition } from './changes/parseDefinition';
import { registerService } from './changes/registerService';
import { deleteService } from './changes/removeService';
import { replaceService } from './changes/replaceService';
import { retireService } from './changes/retireService';
import { DocumentsInUse } from './documents/DocumentsInUse';
import { openDocument } from './documents/openDocument';
import { findService, listServices } from './findService';
import { Followups } from './Followups';
import type {
  EnvironmentIdentity,
  OpenedDocument,
  RegisteredService,
  ServiceCheck,
  ServiceDetails,
  ServicePage,
} from './model';
import type { Announce } from '../keeping';
import { ServiceKeeper, type ServiceKeeperOptions } from './keeper';
import { RegistryReconciler } from './reconciler/RegistryReconciler';
import type { RegistryContext, RegistryStep } from './RegistryContext';
import { detailsOf, withOrigin } from './serviceDetails';
import { StoredServiceNames, type ServiceNames } from './ServiceNames';
import type { SpecificationFetcher } from './specifications/SpecificationFetcher';
import { NO_VERSIONS } from './versions/noVersions';

export interface ServiceRegistryOptions {
  resources: ResourceStore;
  documents: DocumentStore;
  specifications: RegistryContext['specifications'];
  fetcher: SpecificationFetcher;
  logger: LoggerService;
  /** The system namespace. */
  namespace: string;
  /** What follows the per-API name in a service's `hostName`. Default `{namespace}.svc.cluster.local`. */
  hostSuffix?: string;
  /** Which Kubernetes Service each API gets. Default: none. */
  servicePerApi?: ServicePerApi;
  /** Default: nothing is derived from documents. */
  derived?: RegistryContext['derived'];
  /** Default: no former documents are kept. */
  versions?: RegistryContext['versions'];
  /** Default: asks the store. */
  names?: ServiceNames;
  /** Awaited after each durable step; for tests that stop a change in the middle. */
  onStep?: (step: RegistryStep) => Promise<void> | void;
}

/**
 * The services of remote environments. Every change is all or nothing: readers see a service as it was before
 * or as it is after, and only services that are complete.
 */
export class ServiceRegistry {
  readonly #context: RegistryContext;

  static create(options: ServiceRegistryOptions): ServiceRegistry {
    const { hostSuffix, servicePerApi, names, onStep, ...rest } = options;
    return new ServiceRegistry({
      derived: { remove: async () => {} },
      versions: NO_VERSIONS,
      ...rest,
      hostSuffix: hostSuffix ?? `${options.namespace}.svc.cluster.local`,
      servicePerApi: servicePerApi ?? { type: 'none' },
      onStep: onStep ?? (() => {}),
      inUse: new DocumentsInUse(),
      names: names ?? StoredServiceNames.create(rest.resources, rest.namespace),
      followups: Followups.create({
        onFailed: error =>
          rest.logger.warn(`what follows a change was not done: ${error}`),
      }),
    });
  }

  private constructor(context: RegistryContext) {
    this.#context = context;
  }

  /** Begins to finish or remove what a crash left, now and from time to time. Close what it returns. */
  startReconciler(): RegistryReconciler {
    return RegistryReconciler.start(this.#context);
  }

  /**
   * Begins to keep services as they should be, and to take in those that were applied. Close what it returns.
   *
   * @param options - `announce`: told what was done
   */
  startKeeper({
    announce,
    ...options
  }: ServiceKeeperOptions & { announce: Announce }): ServiceKeeper {
    return ServiceKeeper.start({ ...this.#context, announce }, options);
  }

  /** Resolves when what follows the changes that were answered is done, too: status, and readable names of documents. */
  settled(): Promise<void> {
    return this.#context.followups.settled();
  }

  /**
   * Reads a definition that is too large to be read beside everything else that this process does.
   *
   * @param body - JSON that is or holds a definition (wire-contracts 1.2)
   * @param options - `encoding`: one that `TextDecoder` knows; `within`: field of the body that holds the definition
   * @returns the body; the definition in it is as the other methods take it
   * @throws SpecificationRefusedError for what is no JSON, or too much to read; RegistryBusyError
   */
  readLarge(
    body: Uint8Array,
    options: { encoding: string; within?: string },
  ): Promise<unknown> {
    return this.#context.specifications.separate(body, options);
  }

  /**
   * @param definition - body of wire-contracts 1.2, as parsed JSON, or of `readLarge`
   * @param options - `by`: who registers it, `certificate:{fingerprint}` or an entity reference
   * @throws ServiceInvalidError, ServiceExistsError, SpecificationFetchError, EnvironmentGoneError, RegistryBusyError
   */
  async register(
    environment: EnvironmentIdentity,
    definition: unknown,
    options: { by?: string } = {},
  ): Promise<RegisteredService> {
    const parsed = parseDefinition(definition);
    return withOrigin(
      await registerService(this.#context, environment, parsed, options.by),
    );
  }

  /**
   * What a definition would come to, and everything that keeps it from being taken. Writes nothing.
   *
   * @param options - `replaces`: id of the service that it is for
   * @throws ServiceNotFoundError, EnvironmentGoneError, RegistryBusyError
   */
  async check(
    environment: EnvironmentIdentity,
    definition: unknown,
    options: { replaces?: string } = {},
  ): Promise<ServiceCheck> {
    const { replaces: id } = options;
    const replaces =
      id === undefined
        ? undefined
        : await currentOf(this.#context, {
            environment,
            id,
            ifMatch: undefined,
          });
    return checkService(this.#context, { environment, definition, replaces });
  }

  /**
   * Services of one environment in the order of their ids. A page may hold fewer than `limit` and still not be the
   * last.
   *
   * @throws ServiceInvalidError for a continue token that is not good any more
   */
  async list(
    environment: EnvironmentIdentity,
    options: { limit?: number; continue?: string } = {},
  ): Promise<ServicePage> {
    return listServices(this.#context, environment, options);
  }

  /** @param idOrName - the id, or the readable name */
  async get(
    environment: EnvironmentIdentity,
    idOrName: string,
  ): Promise<RegisteredService | undefined> {
    const found = await findService(this.#context, environment, idOrName);
    return found && withOrigin(found);
  }

  /** With what only the system itself is shown: the parameters that are added to calls. Never with a secret. */
  async getDetails(
    environment: EnvironmentIdentity,
    id: string,
  ): Promise<ServiceDetails | undefined> {
    const found = await findService(this.#context, environment, id);
    return found && detailsOf(this.#context, found);
  }

  /**
   * Replaces everything but id, name and identifier. Without any specification the stored documents stay; a
   * masked secret keeps the stored one.
   *
   * @param options - `ifMatch`: entity tag that must be the current one; `by`: as of `register`
   * @throws ServiceNotFoundError, ServiceInvalidError, PreconditionFailedError, SpecificationFetchError, RegistryBusyError
   */
  async replace(
    environment: EnvironmentIdentity,
    id: string,
    definition: unknown,
    options: { ifMatch?: string; by?: string } = {},
  ): Promise<RegisteredService> {
    const replaced = await replaceService(this.#context, {
      environment,
      id,
      definition: parseDefinition(definition),
      ifMatch: options.ifMatch,
      by: options.by,
    });
    return withOrigin(replaced);
  }

  /**
   * Says until when a service is there and what takes its place, or takes that back; nothing is cut off by it.
   *
   * @param deprecation - undefined: it stays after all
   * @throws ServiceNotFoundError, ServiceInvalidError, PreconditionFailedError, RegistryBusyError
   */
  async retire(
    environment: EnvironmentIdentity,
    id: string,
    deprecation: Deprecation | undefined,
    options: { ifMatch?: string; by?: string } = {},
  ): Promise<RegisteredService> {
    const retired = await retireService(this.#context, {
      environment,
      id,
      deprecation,
      ifMatch: options.ifMatch,
      by: options.by,
    });
    return withOrigin(retired);
  }

  /**
   * Removes it with its Secrets and documents.
   *
   * @returns `false` when there was nothing to remove
   * @throws PreconditionFailedError, RegistryBusyError
   */
  async delete(
    environment: EnvironmentIdentity,
    id: string,
    options: { ifMatch?: string } = {},
  ): Promise<boolean> {
    return deleteService(this.#context, environment, id, options.ifMatch);
  }

  /** Removes every service of an environment, for those who delete the environment itself. */
  async deleteAll(environment: EnvironmentIdentity): Promise<number> {
    let removed = 0;
    let token: string | undefined;
    do {
      const page = await this.list(environment, {
        limit: 100,
        continue: token,
      });
      for (const { id } of page.items) {
        removed += (await this.delete(environment, id)) ? 1 : 0;
      }
      token = page.continue;
    } while (token !== undefined);
    return removed;
  }

  /** The document byte for byte as it was registered, or undefined when the service has none of that role. */
  async openDocument(
    environment: EnvironmentIdentity,
    id: string,
    role: DocumentRole,
  ): Promise<OpenedDocument | undefined> {
    return openDocument(this.#context, environment, { id, role });
  }

  /**
   * The text of a document in the form that pages show it: of AsyncAPI 1 and of OData another one than the
   * registered (`specifications/worker/convertDocument`), of everything else the same.
   *
   * @throws RegistryBusyError
   */
  async readableText({ document, body }: OpenedDocument): Promise<string> {
    const text = Buffer.concat(await body.toArray()).toString();
    return isConverted(document.format)
      ? this.#context.specifications.convert(document.format, text)
      : text;
  }

  /** What readers of the older protocol get of a Swagger 2.0 document (wire-contracts 1.2). */
  async rewriteSwagger(text: string, hostName: string): Promise<string> {
    return this.#context.specifications.rewriteSwagger(text, hostName);
  }
}
