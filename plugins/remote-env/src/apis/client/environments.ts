import type { RemoteEnvApi } from '../RemoteEnvApi';
import type * as portal from '../types';
import type { PortalCalls } from './PortalCalls';
import { at, by, matching, ENVIRONMENT } from './routes';

/** Environments, and decisions on them. */
export function environments(calls: PortalCalls) {
  return {
    listEnvironments(query: portal.EnvironmentQuery) {
      return calls.data(c => c.request('get', '/v1/environments', by(query)));
    },

    countEnvironments(query: portal.EnvironmentFilters & portal.FacetQuery) {
      return calls.data(c =>
        c.request('get', '/v1/facets/environments', by(query)),
      );
    },

    createEnvironment(body: portal.NewEnvironment) {
      return calls.data(c => c.request('post', '/v1/environments', { body }));
    },

    getEnvironment(name: string) {
      return calls.data(c => c.request('get', ENVIRONMENT, at({ name })));
    },

    changeEnvironment(
      name: string,
      body: portal.EnvironmentChange,
      etag?: string,
    ) {
      return calls.data(c =>
        c.request('patch', ENVIRONMENT, {
          ...matching({ name }, etag),
          body,
        }),
      );
    },

    deleteEnvironment(name: string) {
      return calls.done(c => c.request('delete', ENVIRONMENT, at({ name })));
    },

    decideEnvironment(name: string, body: portal.Decision) {
      return calls.data(c =>
        c.request('put', `${ENVIRONMENT}/decision`, {
          ...at({ name }),
          body,
        }),
      );
    },

    countBelongings(name: string) {
      return calls.data(c =>
        c.request('get', `${ENVIRONMENT}/belongings`, at({ name })),
      );
    },

    listApprovals(query: portal.ApprovalQuery) {
      return calls.data(c =>
        c.request('get', '/v1/approvals', { params: { query } }),
      );
    },

    async decideApprovals(body: portal.Decisions) {
      const { items } = await calls.data(c =>
        c.request('post', '/v1/approvals/decisions', { body }),
      );
      return items;
    },

    listActivity(name: string, query: portal.ActivityQuery) {
      return calls.data(c =>
        c.request('get', `${ENVIRONMENT}/activity`, at({ name }, query)),
      );
    },

    listCalls(name: string, hours: number) {
      return calls.data(c =>
        c.request('get', `${ENVIRONMENT}/calls`, at({ name }, { hours })),
      );
    },
  } satisfies Partial<RemoteEnvApi>;
}
