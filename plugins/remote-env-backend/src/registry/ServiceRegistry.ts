import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ENVIRONMENT_LABEL,
  RemoteServiceKind,
  type DocumentRole,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  ContinueTokenExpiredError,
  DocumentNotFoundError,
  type DocumentStore,
  type ResourceStore,
  type ServicePerApi,
} from '@remote-env/plugin-remote-env-node';
import { registerService } from './changes/registerService';
import { deleteService } from './changes/removeService';
import { replaceService } from './changes/replaceService';
import { DocumentsInUse } from './documents/DocumentsInUse';
import { ServiceInvalidError } from './errors';
import { Followups } from './Followups';
import type {
  EnvironmentIdentity,
  OpenedDocument,
  RegisteredService,
  ServiceDetails,
  ServicePage,
} from './model';
import { parseDefinition } from './changes/parseDefinition';
import {
  generatedCertificate,
  parametersFromValues,
} from './objects/credentials';
import { isServiceId, SERVICE_NAME_LABEL } from './objects/naming';
import { readSecret } from './objects/secrets';
import { toRegisteredService } from './objects/toRegisteredService';
import type { Announce } from '../keeping';
import { ServiceKeeper } from './keeper';
import { RegistryReconciler } from './reconciler/RegistryReconciler';
import {
  isVisible,
  storedService,
  type RegistryContext,
  type RegistryStep,
} from './RegistryContext';
import { StoredServiceNames, type ServiceNames } from './ServiceNames';
import type { SpecificationFetcher } from './specifications/SpecificationFetcher';
import type { SpecificationParser } from './specifications/SpecificationParser';

export interface ServiceRegistryOptions {
  resources: ResourceStore;
  documents: DocumentStore;
  specifications: SpecificationParser;
  fetcher: SpecificationFetcher;
  logger: LoggerService;
  /** The system namespace. */
  namespace: string;
  /** What follows the per-API name in a service's `hostName`. Default `{namespace}.svc.cluster.local`. */
  hostSuffix?: string;
  /** Which Kubernetes Service each API gets. Default: none. */
  servicePerApi?: ServicePerApi;
  /** Default: asks the store. */
  names?: ServiceNames;
  /** Awaited after each durable step; for tests that stop a change in the middle. */
  onStep?: (step: RegistryStep) => Promise<void> | void;
}

/** Without a limit a list has at most this many services (wire-contracts 1.2). */
const MAX_LISTED = 10_000;

/**
 * The services of remote environments. Every change is all or nothing: readers see a service as it was before
 * or as it is after, and only services that are complete.
 */
export class ServiceRegistry {
  readonly #context: RegistryContext;

  static create(options: ServiceRegistryOptions): ServiceRegistry {
    const { hostSuffix, servicePerApi, names, onStep, ...rest } = options;
    return new ServiceRegistry({
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
   * @param options - `announce`: told what was done; `onSecretGone`: told the name of each deleted Secret
   */
  startKeeper({
    announce,
    ...options
  }: { announce: Announce } & Parameters<
    typeof ServiceKeeper.start
  >[1]): ServiceKeeper {
    return ServiceKeeper.start({ ...this.#context, announce }, options);
  }

  /** Resolves when what follows the changes that were answered is done, too: status, and readable names of documents. */
  settled(): Promise<void> {
    return this.#context.followups.settled();
  }

  /**
   * @param definition - body of wire-contracts 1.2, as parsed JSON
   * @throws ServiceInvalidError, ServiceExistsError, SpecificationFetchError, EnvironmentGoneError, RegistryBusyError
   */
  async register(
    environment: EnvironmentIdentity,
    definition: unknown,
  ): Promise<RegisteredService> {
    const parsed = parseDefinition(definition);
    return toRegisteredService(
      await registerService(this.#context, environment, parsed),
    );
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
    const { resources, namespace } = this.#context;
    try {
      const page = await resources.list(RemoteServiceKind, {
        namespace,
        labels: { [ENVIRONMENT_LABEL]: environment.name },
        limit: options.limit ?? MAX_LISTED,
        continue: options.continue,
      });
      return {
        items: page.items
          .filter(service => isReadableIn(service, environment))
          .map(toRegisteredService),
        continue: page.continue,
      };
    } catch (error) {
      if (error instanceof ContinueTokenExpiredError) {
        throw new ServiceInvalidError(
          'continue is not valid any more; start the list again',
          { cause: error },
        );
      }
      throw error;
    }
  }

  /** @param idOrName - the id, or the readable name */
  async get(
    environment: EnvironmentIdentity,
    idOrName: string,
  ): Promise<RegisteredService | undefined> {
    const found = await this.#find(environment, idOrName);
    return found && toRegisteredService(found);
  }

  /** With what only the system itself is shown: the parameters that are added to calls. Never with a secret. */
  async getDetails(
    environment: EnvironmentIdentity,
    id: string,
  ): Promise<ServiceDetails | undefined> {
    const found = await this.#find(environment, id);
    if (!found) {
      return undefined;
    }
    const { api } = found.spec;
    const [credentials, parameters] = await Promise.all([
      readSecret(this.#context, found, api?.authentication.secretName),
      readSecret(this.#context, found, api?.requestParametersSecretName),
    ]);
    return {
      ...toRegisteredService(found),
      requestParameters: parametersFromValues(parameters),
      tokenRequestParameters:
        api?.authentication.type === 'oauth'
          ? parametersFromValues(credentials)
          : undefined,
      generatedCertificate: generatedCertificate(credentials),
    };
  }

  /**
   * Replaces everything but id, name and identifier. Without any specification the stored documents stay; a
   * masked secret keeps the stored one.
   *
   * @param options - `ifMatch`: entity tag that must be the current one
   * @throws ServiceNotFoundError, ServiceInvalidError, PreconditionFailedError, SpecificationFetchError, RegistryBusyError
   */
  async replace(
    environment: EnvironmentIdentity,
    id: string,
    definition: unknown,
    options: { ifMatch?: string } = {},
  ): Promise<RegisteredService> {
    const replaced = await replaceService(this.#context, {
      environment,
      id,
      definition: parseDefinition(definition),
      ifMatch: options.ifMatch,
    });
    return toRegisteredService(replaced);
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
    for (let attempt = 1; ; attempt++) {
      const service = await this.get(environment, id);
      const document = service?.documents.find(each => each.role === role);
      if (!document) {
        return undefined;
      }
      try {
        const { body } = await this.#context.documents.get(document.key);
        return { document, body };
      } catch (error) {
        // A replacement between the two reads has removed it; the service now names another.
        if (!(error instanceof DocumentNotFoundError) || attempt > 1) {
          throw error;
        }
      }
    }
  }

  /** What readers of the older protocol get of a Swagger 2.0 document (wire-contracts 1.2). */
  async rewriteSwagger(text: string, hostName: string): Promise<string> {
    return this.#context.specifications.rewriteSwagger(text, hostName);
  }

  async #find(
    environment: EnvironmentIdentity,
    idOrName: string,
  ): Promise<RemoteService | undefined> {
    if (isServiceId(idOrName)) {
      const found = await storedService(this.#context, environment, idOrName);
      return found && isVisible(found) ? found : undefined;
    }
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(idOrName)) {
      return undefined;
    }
    const { resources, namespace } = this.#context;
    const { items } = await resources.list(RemoteServiceKind, {
      namespace,
      labels: { [SERVICE_NAME_LABEL]: idOrName.replace(/-+$/, '') },
    });
    return items.find(service => isReadableIn(service, environment));
  }
}

function isReadableIn(
  service: RemoteService,
  { uid }: EnvironmentIdentity,
): boolean {
  return service.spec.environment.uid === uid && isVisible(service);
}
