import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { environmentRouteRef, rootRouteRef, serviceRouteRef } from '../routes';

export type EnvironmentTab = 'services' | 'connection' | 'events' | 'activity';
export type ServiceTab =
  | 'api'
  | 'events'
  | 'guides'
  | 'use'
  | 'versions'
  | 'quality'
  | 'details';

/** Addresses of the plugin's pages; undefined in an app that does not mount them. */
export function usePaths() {
  const root = useRouteRef(rootRouteRef);
  const environment = useRouteRef(environmentRouteRef);
  const service = useRouteRef(serviceRouteRef);
  return useMemo(() => {
    if (!root || !environment || !service) {
      return undefined;
    }
    return {
      environments: () => `${root()}/environments`,
      services: () => `${root()}/services`,
      approvals: () => `${root()}/approvals`,
      environment: (name: string, tab?: EnvironmentTab) =>
        [environment({ name }), tab].filter(Boolean).join('/'),
      register: (name: string) => `${environment({ name })}/register`,
      editService: (name: string, serviceId: string) =>
        `${service({ name, serviceId })}/edit`,
      service: (name: string, serviceId: string, tab?: ServiceTab) =>
        [service({ name, serviceId }), tab].filter(Boolean).join('/'),
    };
  }, [root, environment, service]);
}
