import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import type { RemoteEnvApi } from '../RemoteEnvApi';
import { connections } from './connections';
import { consumers } from './consumers';
import { environments } from './environments';
import { operations } from './operations';
import { PortalCalls } from './PortalCalls';
import { services } from './services';

/** The portal API for pages. */
export function createRemoteEnvClient(options: {
  discoveryApi: DiscoveryApi;
  fetchApi: FetchApi;
}): RemoteEnvApi {
  const calls = PortalCalls.create(options);
  return {
    ...environments(calls),
    ...connections(calls),
    ...services(calls),
    ...consumers(calls),
    ...operations(calls),
  };
}
