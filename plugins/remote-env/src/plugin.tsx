import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import {
  SearchFilterResultTypeBlueprint,
  SearchResultListItemBlueprint,
} from '@backstage/plugin-search-react/alpha';
import { RiPlugLine } from '@remixicon/react';
import {
  approvalsReadPermission,
  operationsReadPermission,
} from '@remote-env/plugin-remote-env-common';
import { remoteEnvApiRef } from './apis';
import { createQueryClient, queryClientApiRef } from './apis/queryClient';
import { createRemoteEnvClient } from './apis/client';
import { RemoteEnvProvider } from './components/RemoteEnvProvider';
import { remoteEntity } from './entity/annotations';
import {
  approvalsRouteRef,
  environmentRouteRef,
  rootRouteRef,
  serviceRouteRef,
  servicesRouteRef,
} from './routes';

const clientApi = ApiBlueprint.make({
  name: 'client',
  params: define =>
    define({
      api: remoteEnvApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createRemoteEnvClient,
    }),
});

const queryClientApi = ApiBlueprint.make({
  name: 'query-client',
  params: define =>
    define({
      api: queryClientApiRef,
      deps: {},
      factory: () => createQueryClient(),
    }),
});

const page = PageBlueprint.make({
  params: {
    path: '/remote-env',
    title: 'Remote environments',
    icon: <RiPlugLine />,
    routeRef: rootRouteRef,
  },
});

const environmentsPage = SubPageBlueprint.make({
  name: 'environments',
  params: {
    path: 'environments',
    title: 'Environments',
    loader: async () => {
      const { EnvironmentsRouter } = await import(
        './components/EnvironmentsRouter'
      );
      return (
        <RemoteEnvProvider>
          <EnvironmentsRouter />
        </RemoteEnvProvider>
      );
    },
  },
});

const servicesPage = SubPageBlueprint.make({
  name: 'services',
  params: {
    path: 'services',
    title: 'Services',
    loader: async () => {
      const { ServicesPage } = await import('./components/ServicesPage');
      return (
        <RemoteEnvProvider>
          <ServicesPage />
        </RemoteEnvProvider>
      );
    },
  },
});

const approvalsPage = SubPageBlueprint.make({
  name: 'approvals',
  if: { permissions: { $contains: approvalsReadPermission.name } },
  params: {
    path: 'approvals',
    title: 'Approvals',
    loader: async () => {
      const { ApprovalsPage } = await import('./components/ApprovalsPage');
      return (
        <RemoteEnvProvider>
          <ApprovalsPage />
        </RemoteEnvProvider>
      );
    },
  },
});

const healthPage = SubPageBlueprint.make({
  name: 'health',
  if: { permissions: { $contains: operationsReadPermission.name } },
  params: {
    path: 'health',
    title: 'Health',
    loader: async () => {
      const { HealthPage } = await import('./components/HealthPage');
      return (
        <RemoteEnvProvider>
          <HealthPage />
        </RemoteEnvProvider>
      );
    },
  },
});

const securityPage = SubPageBlueprint.make({
  name: 'security',
  if: { permissions: { $contains: operationsReadPermission.name } },
  params: {
    path: 'security',
    title: 'Security',
    loader: async () => {
      const { SecurityPage } = await import('./components/SecurityPage');
      return (
        <RemoteEnvProvider>
          <SecurityPage />
        </RemoteEnvProvider>
      );
    },
  },
});

const entityCard = EntityCardBlueprint.make({
  name: 'environment',
  params: {
    type: 'info',
    filter: entity => remoteEntity(entity) !== undefined,
    loader: async () => {
      const { EntityCard } = await import('./components/EntityCard');
      return (
        <RemoteEnvProvider>
          <EntityCard />
        </RemoteEnvProvider>
      );
    },
  },
});

const entityServices = EntityContentBlueprint.make({
  name: 'services',
  params: {
    path: '/remote-env-services',
    title: 'Services',
    icon: <RiPlugLine />,
    filter: entity =>
      entity.kind === 'System' && remoteEntity(entity) !== undefined,
    loader: async () => {
      const { EntityServices } = await import('./components/EntityServices');
      return (
        <RemoteEnvProvider>
          <EntityServices />
        </RemoteEnvProvider>
      );
    },
  },
});

/** Type of the search documents of registered services. */
const SEARCH_TYPE = 'remote-env-service';

const searchResult = SearchResultListItemBlueprint.make({
  name: 'service',
  params: {
    predicate: ({ type }) => type === SEARCH_TYPE,
    component: async () => {
      const { ServiceSearchItem } = await import(
        './components/ServiceSearchItem'
      );
      return ServiceSearchItem;
    },
  },
});

/** Type of the search documents of operations and channels. */
const OPERATION_SEARCH_TYPE = 'remote-env-operation';

const operationSearchResult = SearchResultListItemBlueprint.make({
  name: 'operation',
  params: {
    predicate: ({ type }) => type === OPERATION_SEARCH_TYPE,
    component: async () => {
      const { OperationSearchItem } = await import(
        './components/ServiceSearchItem'
      );
      return OperationSearchItem;
    },
  },
});

/** Lets search be narrowed to operations and channels. */
const operationSearchResultType = SearchFilterResultTypeBlueprint.make({
  name: 'operation',
  params: {
    value: OPERATION_SEARCH_TYPE,
    name: 'Remote operations and events',
    icon: <RiPlugLine />,
  },
});

/** Lets search be narrowed to what remote environments registered. */
const searchResultType = SearchFilterResultTypeBlueprint.make({
  name: 'service',
  params: {
    value: SEARCH_TYPE,
    name: 'Remote services',
    icon: <RiPlugLine />,
  },
});

/** Pages, entity cards and API client of Remote Environments. */
export const remoteEnvPlugin = createFrontendPlugin({
  pluginId: 'remote-env',
  title: 'Remote environments',
  icon: <RiPlugLine />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    environment: environmentRouteRef,
    service: serviceRouteRef,
    services: servicesRouteRef,
    approvals: approvalsRouteRef,
  },
  extensions: [
    clientApi,
    queryClientApi,
    page,
    environmentsPage,
    servicesPage,
    approvalsPage,
    healthPage,
    securityPage,
    entityCard,
    entityServices,
    searchResult,
    searchResultType,
    operationSearchResult,
    operationSearchResultType,
  ],
});
