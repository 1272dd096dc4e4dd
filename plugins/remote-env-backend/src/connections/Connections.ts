import {
  ConflictError,
  InputError,
  NotFoundError,
  PreconditionFailedError,
} from './errors';
import {
  API_VERSION,
  ConnectionApprovalKind,
  ENVIRONMENT_LABEL,
  RemoteEnvironmentKind,
  connectionState,
  environmentNameProblem,
  type ConnectionApproval,
  type RemoteEnvironment,
  type Verdict,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceExistsError,
  ResourceInvalidError,
  ResourceNotFoundError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { CLEANUP_FINALIZER } from './EnvironmentCleanup';
import { nextVerdict } from './decisions';
import { applyDetails, type EnvironmentDetails } from './details';

const ATTEMPTS = 5;

/** A wish for a new connection. */
export interface EnvironmentRequest extends EnvironmentDetails {
  name: string;
}

/** An environment with the decision that counts for it. */
export interface Connection {
  environment: RemoteEnvironment;
  approval?: ConnectionApproval;
}

/**
 * Remote environments as people request, change, decide on and delete them. Objects lie in the system namespace; the
 * approval is an object of its own, named like the environment and bound to its uid.
 */
export class Connections {
  readonly #store: ResourceStore;
  readonly #namespace: string;
  readonly #cleanUp: (environment: RemoteEnvironment) => Promise<void>;

  /** @param options - `namespace`: the system namespace; `cleanUp`: removes what belongs to a deleted environment */
  static create(options: {
    store: ResourceStore;
    namespace: string;
    cleanUp: (environment: RemoteEnvironment) => Promise<void>;
  }) {
    return new Connections(options);
  }

  private constructor(options: {
    store: ResourceStore;
    namespace: string;
    cleanUp: (environment: RemoteEnvironment) => Promise<void>;
  }) {
    this.#store = options.store;
    this.#namespace = options.namespace;
    this.#cleanUp = options.cleanUp;
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
    const counts = approval?.spec.environment.uid === environment.metadata.uid;
    return { environment, ...(counts && { approval }) };
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

  /** @param options - `ifMatch`: entity tag, the version of the object, that must be the current one */
  async change(
    name: string,
    change: EnvironmentDetails,
    options: { ifMatch?: string } = {},
  ): Promise<Connection> {
    return this.#retried(async () => {
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
      const changed = await this.#store.update(RemoteEnvironmentKind, {
        ...environment,
        spec: applyDetails(environment.spec, change),
      });
      return { environment: changed, approval };
    });
  }

  /** Approves, rejects or suspends. @throws ConflictError for a verdict that does not follow from the present state */
  async decide(
    name: string,
    decision: { verdict: Verdict; reason?: string },
    decidedBy: string,
  ): Promise<Connection> {
    return this.#retried(async () => {
      const { environment } = await this.get(name);
      const stored = await this.#store.get(
        ConnectionApprovalKind,
        this.#named(name),
      );
      const verdict = nextVerdict(
        connectionState(environment, stored),
        decision.verdict,
      );
      const spec: ConnectionApproval['spec'] = {
        environment: { name, uid: environment.metadata.uid },
        verdict,
        decidedBy,
        decidedAt: new Date().toISOString(),
        reason: decision.reason,
      };
      const approval = stored
        ? await this.#store.update(ConnectionApprovalKind, {
            ...stored,
            metadata: {
              ...stored.metadata,
              ownerReferences: [ownedBy(environment)],
            },
            spec,
          })
        : await this.#store.create(ConnectionApprovalKind, {
            apiVersion: API_VERSION,
            kind: ConnectionApprovalKind.kind,
            metadata: {
              ...this.#named(name),
              labels: { [ENVIRONMENT_LABEL]: name },
              ownerReferences: [ownedBy(environment)],
            },
            spec,
          });
      return { environment, approval };
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

  /** Somebody else's write in between is no reason to fail. */
  async #retried<T>(attempt: () => Promise<T>): Promise<T> {
    for (let left = ATTEMPTS; ; left -= 1) {
      try {
        return await attempt();
      } catch (error) {
        const raced =
          error instanceof ResourceConflictError ||
          error instanceof ResourceExistsError;
        if (!raced || left <= 1) {
          throw inputOr(error);
        }
      }
    }
  }
}

/** Strong entity tag of an environment. */
export function entityTag(environment: RemoteEnvironment): string {
  return `"${environment.metadata.generation ?? 0}-${
    environment.metadata.uid
  }"`;
}

function ownedBy({ apiVersion, kind, metadata }: RemoteEnvironment) {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid };
}

function inputOr(error: unknown): unknown {
  return error instanceof ResourceInvalidError
    ? new InputError(error.message)
    : error;
}
