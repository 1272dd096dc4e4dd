import {
  ConflictError,
  InputError,
  NotFoundError,
  PreconditionFailedError,
} from './errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  API_VERSION,
  ConnectionApprovalKind,
  ONE_ADMIN,
  RemoteEnvironmentKind,
  environmentNameProblem,
  type ApprovalRules,
  type ConnectionApproval,
  type DecidedVerdict,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceExistsError,
  ResourceInvalidError,
  ResourceNotFoundError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { CLEANUP_FINALIZER } from './EnvironmentCleanup';
import { countsFor } from './approvalObjects';
import { ConnectionDecisions } from './ConnectionDecisions';
import { applyDetails, type EnvironmentDetails } from './details';
import { retried } from './retried';

/** A wish for a new connection. */
export interface EnvironmentRequest extends EnvironmentDetails {
  name: string;
}

/** An environment with the decision that counts for it. */
export interface Connection {
  environment: RemoteEnvironment;
  approval?: ConnectionApproval;
}

/** A connection after a decision. */
export interface DecidedConnection extends Connection {
  /** Whether it was not so before. */
  isChanged: boolean;
}

export interface ConnectionsOptions {
  store: ResourceStore;
  /** The system namespace. */
  namespace: string;
  /** Removes what belongs to a deleted environment. */
  cleanUp: (environment: RemoteEnvironment) => Promise<void>;
  /** By default one person approves. */
  rules?: ApprovalRules;
  logger: Pick<LoggerService, 'warn'>;
}

/**
 * Remote environments as people request, change, decide on and delete them. Objects lie in the system namespace; the
 * approval is an object of its own, named like the environment and bound to its uid.
 */
export class Connections {
  readonly #store: ResourceStore;
  readonly #namespace: string;
  readonly #cleanUp: ConnectionsOptions['cleanUp'];
  readonly decisions: ConnectionDecisions;

  static create(options: ConnectionsOptions) {
    return new Connections(options);
  }

  private constructor(options: ConnectionsOptions) {
    this.#store = options.store;
    this.#namespace = options.namespace;
    this.#cleanUp = options.cleanUp;
    this.decisions = ConnectionDecisions.create({
      ...options,
      rules: options.rules ?? ONE_ADMIN,
    });
  }

  /** @throws NotFoundError */
  async get(name: string): Promise<Connection> {
    const [environment, approval] = await Promise.all([
      this.#store.get(RemoteEnvironmentKind, this.#named(name)),
      this.#store.get(ConnectionApprovalKind, this.#named(name)),
    ]);
    if (!environment) {
      throw new NotFoundError(`There is no remote environment '${name}'`);
    }
    return {
      environment,
      ...(countsFor(approval, environment) && { approval }),
    };
  }

  /** @throws InputError for a name that breaks the rule, ConflictError for one that is taken */
  async request(
    request: EnvironmentRequest,
    requestedBy: string,
  ): Promise<Connection> {
    const problem = environmentNameProblem(request.name);
    if (problem) {
      throw new InputError(problem);
    }
    const { name, ...details } = request;
    const spec = applyDetails({ requestedBy }, details);
    try {
      const environment = await this.#store.create(RemoteEnvironmentKind, {
        apiVersion: API_VERSION,
        kind: RemoteEnvironmentKind.kind,
        metadata: { ...this.#named(name), finalizers: [CLEANUP_FINALIZER] },
        spec,
      });
      return { environment };
    } catch (error) {
      if (error instanceof ResourceExistsError) {
        throw new ConflictError(
          `name: a remote environment '${name}' exists already`,
        );
      }
      throw inputOr(error);
    }
  }

  /**
   * @param options - `ifMatch`: entity tag, the version of the object, that must be the current one
   * @throws ConflictError also for labels that need more approvals than there are
   */
  async change(
    name: string,
    change: EnvironmentDetails,
    options: { ifMatch?: string } = {},
  ): Promise<Connection> {
    return this.#mapped(async () => {
      const { environment, approval } = await this.get(name);
      if (environment.metadata.deletionTimestamp) {
        throw new ConflictError(`'${name}' is being deleted`);
      }
      if (
        options.ifMatch !== undefined &&
        options.ifMatch !== entityTag(environment)
      ) {
        throw new PreconditionFailedError(
          `'${name}' was changed meanwhile; read it again`,
        );
      }
      const spec = applyDetails(environment.spec, change);
      this.decisions.checkLabels({ environment, approval }, spec.labels);
      const changed = await this.#store.update(RemoteEnvironmentKind, {
        ...environment,
        spec,
      });
      return { environment: changed, approval };
    });
  }

  /** See `ConnectionDecisions.decide`. */
  decide(
    name: string,
    decision: { verdict: DecidedVerdict; reason?: string },
    decidedBy: string,
  ): Promise<DecidedConnection> {
    return this.decisions.decide(name, decision, decidedBy).catch(error => {
      throw inputOr(error);
    });
  }

  /**
   * Deletes it with everything that belongs to it. Once marked, gateways refuse its certificates; should the cleaning
   * be interrupted, it is taken up again.
   */
  async delete(name: string): Promise<void> {
    const { environment } = await this.get(name);
    await this.#store
      .delete(RemoteEnvironmentKind, this.#named(name), {
        uid: environment.metadata.uid,
      })
      .catch(error => {
        if (!(error instanceof ResourceNotFoundError)) {
          throw error;
        }
      });
    const marked = await this.#store.get(
      RemoteEnvironmentKind,
      this.#named(name),
    );
    if (marked && marked.metadata.uid === environment.metadata.uid) {
      await this.#cleanUp(marked);
    }
  }

  #named(name: string) {
    return { namespace: this.#namespace, name };
  }

  async #mapped<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await retried(attempt);
    } catch (error) {
      throw inputOr(error);
    }
  }
}

/** Strong entity tag of an environment. */
export function entityTag(environment: RemoteEnvironment): string {
  return `"${environment.metadata.generation ?? 0}-${
    environment.metadata.uid
  }"`;
}

function inputOr(error: unknown): unknown {
  return error instanceof ResourceInvalidError
    ? new InputError(error.message)
    : error;
}
