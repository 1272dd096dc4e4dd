import {
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

/** The plugin's own page, `/remote-env` by default. */
export const rootRouteRef = createRouteRef();

/** One remote environment; its tabs lie below. */
export const environmentRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/environments/:name',
});

/** One registered service, by id or readable name; its tabs lie below. */
export const serviceRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/environments/:name/services/:serviceId',
});

/** What waits for approval. */
export const approvalsRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/approvals',
});

/** The services of all remote environments. */
export const servicesRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/services',
});
