import type {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
} from '@backstage/plugin-permission-node';
import {
  environmentReadPermission,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import {
  environmentResourceRef,
  type EnvironmentQuery,
} from '@remote-env/plugin-remote-env-node/permissions';
import type { Connection, Connections } from '../../connections';
import type { EnvironmentFilter } from '../../index-projection';

export interface PortalAccessOptions {
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  connections: Connections;
}

/**
 * Who may do what. Conditional decisions are applied to the very object that the request acts on; for lists they
 * become a condition on the index.
 */
export class PortalAccess {
  readonly #permissions: PermissionsService;
  readonly #connections: Connections;
  readonly #allows: (
    decision: PolicyDecision,
    environment: RemoteEnvironment,
  ) => boolean;
  readonly #toQuery: ReturnType<
    typeof createConditionTransformer<EnvironmentQuery>
  >;

  private constructor(options: PortalAccessOptions) {
    this.#permissions = options.permissions;
    this.#connections = options.connections;
    const rules = options.permissionsRegistry.getPermissionRuleset(
      environmentResourceRef,
    );
    this.#allows = createConditionAuthorizer(rules);
    this.#toQuery = createConditionTransformer(rules);
  }

  static create(options: PortalAccessOptions) {
    return new PortalAccess(options);
  }

  /**
   * The named connection, when the caller may read it and do what these permissions are for.
   *
   * @throws NotFoundError also for what the caller may not even read
   * @throws NotAllowedError that names the permission
   */
  async environment(
    credentials: BackstageCredentials,
    name: string,
    ...needed: ResourcePermission[]
  ): Promise<Connection> {
    const asked = [environmentReadPermission, ...needed];
    const [connection, decisions] = await Promise.all([
      this.#connections.get(name),
      this.#permissions.authorizeConditional(
        asked.map(permission => ({ permission })),
        { credentials },
      ),
    ]);
    asked.forEach((permission, i) => {
      const decision = decisions[i];
      if (decision && this.#allows(decision, connection.environment)) {
        return;
      }
      throw i === 0
        ? new NotFoundError(`There is no remote environment '${name}'`)
        : new NotAllowedError(
            `You need the permission ${permission.name} for '${name}'`,
          );
    });
    return connection;
  }

  /** @throws NotAllowedError that names the permission */
  async require(
    credentials: BackstageCredentials,
    permission: BasicPermission,
  ): Promise<void> {
    const [decision] = await this.#permissions.authorize([{ permission }], {
      credentials,
    });
    if (decision?.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(`You need the permission ${permission.name}`);
    }
  }

  /**
   * What lists are limited to for this caller; undefined: sees everything.
   *
   * @param permission - that the caller must have for what is listed; by default, to read it
   * @throws NotAllowedError when the caller has it for nothing
   */
  async readFilter(
    credentials: BackstageCredentials,
    permission: ResourcePermission = environmentReadPermission,
  ): Promise<EnvironmentFilter | undefined> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    if (!decision || decision.result === AuthorizeResult.DENY) {
      throw new NotAllowedError(`You need the permission ${permission.name}`);
    }
    return decision.result === AuthorizeResult.CONDITIONAL
      ? this.#toQuery(decision.conditions)
      : undefined;
  }
}
