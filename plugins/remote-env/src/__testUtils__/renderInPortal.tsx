import {
  discoveryApiRef,
  fetchApiRef,
  toastApiRef,
} from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { QueryClient } from '@tanstack/react-query';
import { SWRConfig } from 'swr';
import { createRemoteEnvClient } from '../apis/client';
import { queryClientApiRef } from '../apis/queryClient';
import { remoteEnvApiRef } from '../apis/RemoteEnvApi';
import { RemoteEnvProvider } from '../components/RemoteEnvProvider';
import { rootRouteRef } from '../routes';
import { PORTAL_BASE, type TestPortal } from './TestPortal';

interface RenderOptions {
  portal: TestPortal;
  /** Names of permissions that the reader does not have. */
  denied?: string[];
  /** Pattern under which the element is mounted. */
  mountPath?: string;
  /** Address of the page. */
  at?: string;
}

interface RenderedPortal {
  container: HTMLElement;
  /** Where toasts are posted. */
  toasts: { post: jest.Mock };
  /** What the permission policy was asked. */
  asked: { name: string; resourceRef?: string }[];
}

/** Renders with everything real but the network, the permission policy and the place where toasts appear. */
export function renderInPortal(
  element: JSX.Element,
  options: RenderOptions,
): RenderedPortal {
  const { portal, denied = [], mountPath, at } = options;
  const discoveryApi = { getBaseUrl: async () => PORTAL_BASE };
  const toasts = { post: jest.fn(() => ({ close: jest.fn() })) };
  const asked: { name: string; resourceRef?: string }[] = [];
  const view = renderInTestApp(
    <SWRConfig value={{ provider: () => new Map() }}>
      <RemoteEnvProvider>{element}</RemoteEnvProvider>
    </SWRConfig>,
    {
      mountPath,
      initialRouteEntries: at ? [at] : undefined,
      mountedRoutes: {
        '/remote-env': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
      apis: [
        [
          remoteEnvApiRef,
          createRemoteEnvClient({ discoveryApi, fetchApi: portal.fetchApi }),
        ],
        [
          queryClientApiRef,
          new QueryClient({ defaultOptions: { queries: { retry: false } } }),
        ],
        [discoveryApiRef, discoveryApi],
        [fetchApiRef, portal.fetchApi],
        [toastApiRef, toasts],
        [
          permissionApiRef,
          {
            authorize: async ({ permission, resourceRef }) => {
              asked.push({ name: permission.name, resourceRef });
              return {
                result: denied.includes(permission.name)
                  ? AuthorizeResult.DENY
                  : AuthorizeResult.ALLOW,
              };
            },
          },
        ],
        mockApis.identity({
          userEntityRef: 'user:default/ann',
          ownershipEntityRefs: ['user:default/ann', 'group:default/orders'],
        }),
      ],
    },
  );
  return { container: view.container, toasts, asked };
}
