import { InputError } from '@backstage/errors';
import { operationsReadPermission } from '@remote-env/plugin-remote-env-common';
import type { SecurityEvents, SecurityFilter } from '../../activity';
import { DEFAULT_PAGE } from './paging';
import type { PortalAccess } from './PortalAccess';
import type { OperationCall, PortalOperations } from './portalOperation';

const HOUR = 3_600_000;
/** Longest times that are counted by minutes and by hours: nobody can tell more bars apart. */
const BY_MINUTES = 3 * HOUR;
const BY_HOURS = 8 * 24 * HOUR;

type Query =
  | OperationCall<'listSecurityEvents'>['query']
  | OperationCall<'countSecurityEvents'>['query'];

function filterOf({ from, to, ...rest }: Query): SecurityFilter {
  const filter = {
    kind: rest.kind,
    environment: rest.environment || undefined,
    address: rest.address || undefined,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
  if (filter.from && filter.to && filter.from >= filter.to) {
    throw new InputError('from must lie before to');
  }
  return filter;
}

function stepOf(from: Date, to: Date): 'minute' | 'hour' | 'day' {
  const length = to.getTime() - from.getTime();
  if (length <= BY_MINUTES) {
    return 'minute';
  }
  return length <= BY_HOURS ? 'hour' : 'day';
}

/** What admins watch for on the edge. */
export function createSecurityOperations(deps: {
  access: PortalAccess;
  securityEvents: SecurityEvents;
}): Pick<PortalOperations, 'listSecurityEvents' | 'countSecurityEvents'> {
  const { access, securityEvents } = deps;
  return {
    async listSecurityEvents({ credentials, query }) {
      await access.require(credentials, operationsReadPermission);
      const page = await securityEvents.list(filterOf(query), {
        limit: query.limit ?? DEFAULT_PAGE,
        cursor: query.cursor,
      });
      return {
        status: 200,
        body: {
          ...page,
          items: page.items.map(event => ({
            ...event,
            at: event.at.toISOString(),
          })),
        },
      };
    },

    async countSecurityEvents({ credentials, query }) {
      await access.require(credentials, operationsReadPermission);
      const from = new Date(query.from);
      const to = query.to === undefined ? new Date() : new Date(query.to);
      const step = stepOf(from, to);
      const counts = await securityEvents.counts(
        filterOf({ ...query, to: to.toISOString() }),
        step,
      );
      return {
        status: 200,
        body: {
          from: from.toISOString(),
          to: to.toISOString(),
          step,
          items: counts.map(({ at, ...count }) => ({
            at: at.toISOString(),
            ...count,
          })),
        },
      };
    },
  };
}
