import type {
  LoggerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  automaticGroup,
  environmentApprovePermission,
  environmentCreatePermission,
  environmentDeletePermission,
  environmentReadPermission,
  environmentUpdatePermission,
  type ApprovalRules,
} from '@remote-env/plugin-remote-env-common';
import type { ActivityLog } from '../../activity';
import type { Connection, Connections } from '../../connections';
import type {
  Belongings,
  EnvironmentList,
  EnvironmentSearch,
  ResourceIndex,
} from '../../index-projection';
import { decidedNotice, requestedNotice, type Notices } from '../../notices';
import type { Audit, AuditedCall } from './auditing';
import { identityOf } from './identityOf';
import { DEFAULT_FACET, DEFAULT_PAGE } from './paging';
import type { PortalAccess } from './PortalAccess';
import type { OperationCall, PortalOperations } from './portalOperation';
import { presentActivity } from './present/activity';
import { describeConnection } from './present/describeConnection';
import { presentEnvironment, presentWithHistory } from './present/environment';

/** Remote environments: list, request, change, delete, and what happened to them. */
export function createEnvironmentOperations(deps: {
  access: PortalAccess;
  /** Who decides on connections. */
  admins: readonly string[];
  activity: ActivityLog;
  audit: Audit;
  belongings: Belongings;
  connections: Connections;
  environments: EnvironmentList;
  index: ResourceIndex;
  logger: LoggerService;
  notices: Notices;
  rules: ApprovalRules;
  userInfo: UserInfoService;
}): Pick<
  PortalOperations,
  | 'listEnvironments'
  | 'countEnvironments'
  | 'createEnvironment'
  | 'getEnvironment'
  | 'changeEnvironment'
  | 'deleteEnvironment'
  | 'countBelongings'
  | 'listActivity'
> {
  const { access, activity, audit, connections, environments, index } = deps;
  const { logger, notices } = deps;

  const present = (connection: Connection) =>
    describeConnection({ connections, environments }, connection);

  /** Approved at once where the rules say so; when that fails, it waits like every other request. */
  const decideByRules = async (
    call: AuditedCall,
    requested: Connection,
  ): Promise<Connection> => {
    const { ownershipEntityRefs: claims } = await deps.userInfo.getUserInfo(
      call.credentials,
    );
    const { metadata, spec } = requested.environment;
    const group = automaticGroup(claims, spec.labels, deps.rules);
    if (!group) {
      return requested;
    }
    return audit(
      'connection-approve',
      call,
      {
        environment: identityOf(requested),
        message: `requested by a member of ${group}`,
        details: { automatic: group },
      },
      () => connections.decisions.approveAutomatically(metadata.name, group),
    );
  };

  return {
    async listEnvironments({ query, credentials }) {
      const filter = await access.readFilter(credentials);
      await index.whenBuilt();
      const page = await environments.list({
        ...searchOf(query),
        limit: query.limit ?? DEFAULT_PAGE,
        cursor: query.cursor,
        order: query.sort,
        filter,
      });
      return {
        status: 200,
        body: {
          ...page,
          items: page.items.map(item =>
            presentEnvironment({
              ...item,
              required: connections.decisions.required(item.environment),
            }),
          ),
        },
      };
    },

    async countEnvironments({ query, credentials }) {
      const filter = await access.readFilter(credentials);
      await index.whenBuilt();
      const body = await environments.facets(
        { ...searchOf(query), filter },
        { limit: query.limit ?? DEFAULT_FACET, labelWords: query.labelWords },
      );
      return { status: 200, body };
    },

    async createEnvironment(call) {
      const { body, credentials } = call;
      const { name } = body;
      const requested = await audit(
        'environment-create',
        call,
        // A name that is taken belongs to somebody else's timeline: it is named once it is ours.
        { details: { name } },
        async facts => {
          await access.require(credentials, environmentCreatePermission);
          const by = credentials.principal.userEntityRef;
          const connection = await connections.request(body, by);
          facts.environment = identityOf(connection);
          return connection;
        },
      );
      const connection = await decideByRules(call, requested).catch(error => {
        logger.warn(`'${name}' waits for an admin: ${error}`);
        return requested;
      });
      const { environment, approval } = connection;
      void notices.send(
        approval
          ? decidedNotice(environment, {
              verdict: 'approved',
              reason: approval.spec.reason,
              by: approval.spec.decidedBy,
            })
          : requestedNotice(environment, {
              admins: deps.admins,
              by: credentials.principal.userEntityRef,
            }),
      );
      return {
        status: 201,
        body: presentWithHistory(await present(connection)),
      };
    },

    async getEnvironment({ path, credentials }) {
      const connection = await access.environment(credentials, path.name);
      return {
        status: 200,
        body: presentWithHistory(await present(connection)),
      };
    },

    async changeEnvironment(call) {
      const { path, headers, body, credentials } = call;
      return audit(
        'environment-update',
        call,
        { environment: { name: path.name } },
        async facts => {
          const { environment } = await access.environment(
            credentials,
            path.name,
            environmentUpdatePermission,
          );
          if (body.tenant !== undefined || body.group !== undefined) {
            // They say whose the environment is, to subscribers and in certificates: not for its owner to choose.
            await access.environment(
              credentials,
              path.name,
              environmentApprovePermission,
            );
          }
          const { uid } = environment.metadata;
          facts.environment = { name: path.name, uid };
          facts.details = { fields: Object.keys(body).join(', ') };
          const changed = await connections.change(path.name, body, {
            ifMatch: headers['if-match'],
          });
          return {
            status: 200,
            body: presentWithHistory(await present(changed)),
          };
        },
      );
    },

    async deleteEnvironment(call) {
      const { path, credentials } = call;
      return audit(
        'environment-delete',
        call,
        { environment: { name: path.name } },
        async facts => {
          const { environment } = await access.environment(
            credentials,
            path.name,
            environmentDeletePermission,
          );
          facts.environment = {
            name: path.name,
            uid: environment.metadata.uid,
          };
          await connections.delete(path.name);
          return { status: 204 };
        },
      );
    },

    async countBelongings({ path, credentials }) {
      const connection = await access.environment(credentials, path.name);
      await index.whenBuilt();
      return {
        status: 200,
        body: await deps.belongings.count(identityOf(connection), new Date()),
      };
    },

    async listActivity({ path, query, credentials }) {
      const { environment } = await access.environment(
        credentials,
        path.name,
        environmentReadPermission,
      );
      const { name, uid, creationTimestamp } = environment.metadata;
      const page = await activity.list(
        { name, uid, createdAt: new Date(creationTimestamp) },
        {
          limit: query.limit ?? DEFAULT_PAGE,
          cursor: query.cursor,
          kind: query.kind,
        },
      );
      return {
        status: 200,
        body: { ...page, items: page.items.map(presentActivity) },
      };
    },
  };
}

/** The same for the list and for its counts, so that they cannot differ. */
function searchOf(
  query: NonNullable<OperationCall<'countEnvironments'>['query']>,
): EnvironmentSearch {
  return {
    q: query.q,
    labels: query.label,
    owners: query.owner,
    states: query.state,
  };
}
