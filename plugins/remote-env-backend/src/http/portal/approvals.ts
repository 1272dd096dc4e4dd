import {
  approvalsReadPermission,
  connectionState,
  environmentApprovePermission,
  environmentReadPermission,
  environmentRetirePermission,
  environmentSuspendPermission,
  type DecidedVerdict,
} from '@remote-env/plugin-remote-env-common';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { Connections, DecidedConnection } from '../../connections';
import type { EnvironmentList, ResourceIndex } from '../../index-projection';
import {
  approvalGivenNotices,
  decidedNotice,
  type Notices,
} from '../../notices';
import type { Audit, AuditedAction, AuditedCall } from './auditing';
import { DEFAULT_PAGE } from './paging';
import type { PortalAccess } from './PortalAccess';
import { portalProblem } from './portalErrors';
import type { PortalOperations } from './portalOperation';
import { describeConnection } from './present/describeConnection';
import { presentEnvironment, presentWithHistory } from './present/environment';

const ACTION_OF: Record<DecidedVerdict, AuditedAction> = {
  approved: 'connection-approve',
  rejected: 'connection-reject',
  suspended: 'connection-suspend',
  retired: 'connection-retire',
};

const PERMISSION_OF: Record<DecidedVerdict, ResourcePermission> = {
  approved: environmentApprovePermission,
  rejected: environmentApprovePermission,
  suspended: environmentSuspendPermission,
  retired: environmentRetirePermission,
};

interface WantedDecision {
  verdict: DecidedVerdict;
  reason?: string;
}

/** Decisions on connections: one, several, and what waits for one. */
export function createApprovalOperations(deps: {
  access: PortalAccess;
  /** Who decides on connections. */
  admins: readonly string[];
  audit: Audit;
  connections: Connections;
  environments: EnvironmentList;
  index: ResourceIndex;
  notices: Notices;
}): Pick<
  PortalOperations,
  'decideEnvironment' | 'decideApprovals' | 'listApprovals'
> {
  const { access, audit, connections, environments, index } = deps;

  const decideOn = (
    call: AuditedCall,
    name: string,
    decision: WantedDecision,
  ): Promise<DecidedConnection> =>
    audit(
      ACTION_OF[decision.verdict],
      call,
      { environment: { name }, message: decision.reason },
      async facts => {
        const { environment } = await access.environment(
          call.credentials,
          name,
          PERMISSION_OF[decision.verdict],
        );
        facts.environment = { name, uid: environment.metadata.uid };
        const by = call.credentials.principal.userEntityRef;
        const decided = await connections.decide(name, decision, by);
        const required = connections.decisions.required(decided.environment);
        const given = decided.approval?.spec.approvals?.length ?? 0;
        if (decision.verdict === 'approved' && required > 1) {
          facts.details = { approvals: `${given} of ${required}` };
        }
        if (decided.isChanged) {
          tell(deps, decided, { ...decision, by, given, required });
        }
        return decided;
      },
    );

  const present = (decided: DecidedConnection) =>
    describeConnection({ connections, environments }, decided);

  return {
    async decideEnvironment(call) {
      const decided = await decideOn(call, call.path.name, call.body);
      return { status: 200, body: presentWithHistory(await present(decided)) };
    },

    async decideApprovals(call) {
      const { names, ...decision } = call.body;
      const items = [];
      // One after the other: each is a decision of its own, with its own entry in the log.
      for (const name of names) {
        try {
          const decided = await decideOn(call, name, decision);
          const environment = presentEnvironment(await present(decided));
          items.push({ name, environment });
        } catch (thrown) {
          const { status, error } = portalProblem(thrown);
          items.push({
            name,
            error: { status, name: error.name, message: error.message },
          });
        }
      }
      return { status: 200, body: { items } };
    },

    async listApprovals({ query, credentials }) {
      const { state = 'waiting', ...others } = query;
      await access.require(credentials, approvalsReadPermission);
      const filters = [
        await access.readFilter(credentials, environmentReadPermission),
        await access.readFilter(credentials, environmentApprovePermission),
      ];
      await index.whenBuilt();
      const page = await environments.list({
        ...others,
        limit: query.limit ?? DEFAULT_PAGE,
        filters,
        ...(state === 'waiting'
          ? { waiting: true, order: 'requested' }
          : { state, order: 'decided' }),
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
  };
}

function tell(
  { notices, admins }: { notices: Notices; admins: readonly string[] },
  { environment, approval }: DecidedConnection,
  decision: WantedDecision & { by: string; given: number; required: number },
): void {
  const state = connectionState(environment, approval);
  if (state === decision.verdict) {
    void notices.send(decidedNotice(environment, decision));
    return;
  }
  for (const notice of approvalGivenNotices(environment, {
    ...decision,
    admins,
  })) {
    void notices.send(notice);
  }
}
