import {
  environmentApprovePermission,
  environmentCreatePermission,
  environmentDeletePermission,
  environmentReadPermission,
  environmentUpdatePermission,
  type Verdict,
} from '@remote-env/plugin-remote-env-common';
import type { ActivityLog } from '../../activity';
import type { Connections } from '../../connections';
import type { EnvironmentList, ResourceIndex } from '../../index-projection';
import { decidedNotice, requestedNotice, type Notices } from '../../notices';
import type { Audit, AuditedAction } from './auditing';
import { DEFAULT_PAGE } from './paging';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';
import { presentActivity } from './present/activity';
import { presentEnvironment } from './present/environment';

const ACTION_OF: Record<Verdict, AuditedAction> = {
  approved: 'connection-approve',
  rejected: 'connection-reject',
  suspended: 'connection-suspend',
};

/** Remote environments: list, request, change, decide, delete, and what happened to them. */
export function createEnvironmentOperations(deps: {
  access: PortalAccess;
  /** Who decides on connections. */
  admins: readonly string[];
  activity: ActivityLog;
  audit: Audit;
  connections: Connections;
  environments: EnvironmentList;
  index: ResourceIndex;
  notices: Notices;
}): Pick<
  PortalOperations,
  | 'listEnvironments'
  | 'createEnvironment'
  | 'getEnvironment'
  | 'changeEnvironment'
  | 'decideEnvironment'
  | 'deleteEnvironment'
  | 'listActivity'
> {
  const { access, activity, audit, connections, environments, index, notices } =
    deps;

  /** What the index says of one. */
  const counted = (uid: string) =>
    Promise.all([
      environments.serviceCount(uid),
      environments.certificatesEndAt(uid),
    ]);

  return {
    async listEnvironments({ query, credentials }) {
      const filter = await access.readFilter(credentials);
      await index.whenBuilt();
      const page = await environments.list({
        ...query,
        limit: query.limit ?? DEFAULT_PAGE,
        filter,
      });
      return {
        status: 200,
        body: {
          ...page,
          items: page.items.map(item =>
            presentEnvironment(item, item.serviceCount, item.certificatesEndAt),
          ),
        },
      };
    },

    async createEnvironment(call) {
      const { body, credentials } = call;
      const { name } = body;
      return audit(
        'environment-create',
        call,
        // A name that is taken belongs to somebody else's timeline: it is named once it is ours.
        { details: { name } },
        async facts => {
          await access.require(credentials, environmentCreatePermission);
          const by = credentials.principal.userEntityRef;
          const connection = await connections.request(body, by);
          void notices.send(
            requestedNotice(connection.environment, {
              admins: deps.admins,
              by,
            }),
          );
          facts.environment = {
            name,
            uid: connection.environment.metadata.uid,
          };
          return { status: 201, body: presentEnvironment(connection, 0) };
        },
      );
    },

    async getEnvironment({ path, credentials }) {
      const connection = await access.environment(credentials, path.name);
      return {
        status: 200,
        body: presentEnvironment(
          connection,
          ...(await counted(connection.environment.metadata.uid)),
        ),
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
          const { uid } = environment.metadata;
          facts.environment = { name: path.name, uid };
          facts.details = { fields: Object.keys(body).join(', ') };
          const changed = await connections.change(path.name, body, {
            ifMatch: headers['if-match'],
          });
          return {
            status: 200,
            body: presentEnvironment(changed, ...(await counted(uid))),
          };
        },
      );
    },

    async decideEnvironment(call) {
      const { path, body, credentials } = call;
      return audit(
        ACTION_OF[body.verdict],
        call,
        { environment: { name: path.name }, message: body.reason },
        async facts => {
          const { environment } = await access.environment(
            credentials,
            path.name,
            environmentApprovePermission,
          );
          const { uid } = environment.metadata;
          facts.environment = { name: path.name, uid };
          const by = credentials.principal.userEntityRef;
          const decided = await connections.decide(path.name, body, by);
          void notices.send(
            decidedNotice(decided.environment, { ...body, by }),
          );
          return {
            status: 200,
            body: presentEnvironment(decided, ...(await counted(uid))),
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
