import { hourOf, type EdgeCalls } from '../../activity';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';

const HOUR_MS = 3600 * 1000;
const DEFAULT_HOURS = 24;

/** What gateways counted. */
export function createCallsOperations(deps: {
  access: PortalAccess;
  calls: EdgeCalls;
}): Pick<PortalOperations, 'listCalls'> {
  return {
    async listCalls({ path, query, credentials }) {
      const { environment } = await deps.access.environment(
        credentials,
        path.name,
      );
      const hours = query.hours ?? DEFAULT_HOURS;
      const from = hourOf(new Date(Date.now() - (hours - 1) * HOUR_MS));
      const counted = await deps.calls.since(environment.metadata.uid, from);
      return {
        status: 200,
        body: {
          from: from.toISOString(),
          items: counted.map(({ hour, accepted, refused }) => ({
            hour: hour.toISOString(),
            accepted,
            refused,
          })),
        },
      };
    },
  };
}
