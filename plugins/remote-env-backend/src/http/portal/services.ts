import { NotFoundError } from '@backstage/errors';
import { serviceRegisterPermission } from '@remote-env/plugin-remote-env-common';
import type { Connection } from '../../connections';
import type { ResourceIndex, ServiceList } from '../../index-projection';
import type { EnvironmentIdentity, ServiceRegistry } from '../../registry';
import type { Audit } from './auditing';
import { DEFAULT_PAGE } from './paging';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';
import { presentService, presentServiceSummary } from './present/service';

function identityOf({ environment }: Connection): EnvironmentIdentity {
  return { name: environment.metadata.name, uid: environment.metadata.uid };
}

/** Registered services and their documents. */
export function createServiceOperations(deps: {
  access: PortalAccess;
  audit: Audit;
  index: ResourceIndex;
  registry: ServiceRegistry;
  services: ServiceList;
}): Pick<
  PortalOperations,
  | 'listAllServices'
  | 'listServices'
  | 'registerService'
  | 'getService'
  | 'replaceService'
  | 'deleteService'
  | 'getDocument'
> {
  const { access, audit, index, registry, services } = deps;

  const found = async (environment: EnvironmentIdentity, idOrName: string) => {
    const service = await registry.get(environment, idOrName);
    if (!service) {
      throw new NotFoundError(
        `There is no service '${idOrName}' in '${environment.name}'`,
      );
    }
    return service;
  };

  return {
    async listAllServices({ query, credentials }) {
      const filter = await access.readFilter(credentials);
      await index.whenBuilt();
      const page = await services.list({
        limit: query.limit ?? DEFAULT_PAGE,
        cursor: query.cursor,
        q: query.q,
        kind: query.kind,
        filter,
        ...(query.environment !== undefined && {
          environment: { name: query.environment },
        }),
      });
      return {
        status: 200,
        body: { ...page, items: page.items.map(presentServiceSummary) },
      };
    },

    async listServices({ path, query, credentials }) {
      const connection = await access.environment(credentials, path.name);
      await index.whenBuilt();
      const page = await services.list({
        limit: query.limit ?? DEFAULT_PAGE,
        cursor: query.cursor,
        q: query.q,
        environment: identityOf(connection),
      });
      return {
        status: 200,
        body: { ...page, items: page.items.map(presentServiceSummary) },
      };
    },

    async registerService(call) {
      const { path, body, credentials } = call;
      return audit(
        'service-register',
        call,
        { environment: { name: path.name } },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              serviceRegisterPermission,
            ),
          );
          facts.environment = environment;
          const service = await registry.register(environment, body);
          facts.serviceId = service.id;
          facts.message = service.displayName;
          return { status: 201, body: presentService(service) };
        },
      );
    },

    async getService({ path, credentials }) {
      const connection = await access.environment(credentials, path.name);
      const service = await found(identityOf(connection), path.serviceId);
      return { status: 200, body: presentService(service) };
    },

    async replaceService(call) {
      const { path, headers, body, credentials } = call;
      return audit(
        'service-replace',
        call,
        { environment: { name: path.name }, serviceId: path.serviceId },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              serviceRegisterPermission,
            ),
          );
          facts.environment = environment;
          const { id } = await found(environment, path.serviceId);
          facts.serviceId = id;
          const service = await registry.replace(environment, id, body, {
            ifMatch: headers['if-match'],
          });
          facts.message = service.displayName;
          return { status: 200, body: presentService(service) };
        },
      );
    },

    async deleteService(call) {
      const { path, credentials } = call;
      return audit(
        'service-delete',
        call,
        { environment: { name: path.name }, serviceId: path.serviceId },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              serviceRegisterPermission,
            ),
          );
          facts.environment = environment;
          const service = await found(environment, path.serviceId);
          facts.serviceId = service.id;
          facts.message = service.displayName;
          await registry.delete(environment, service.id);
          return { status: 204 };
        },
      );
    },

    async getDocument({ path, credentials, request }) {
      const connection = await access.environment(credentials, path.name);
      const environment = identityOf(connection);
      const { id } = await found(environment, path.serviceId);
      const opened = await registry.openDocument(environment, id, path.role);
      if (!opened) {
        throw new NotFoundError(
          `Service '${path.serviceId}' has no document '${path.role}'`,
        );
      }
      const etag = `"${opened.document.sha256}"`;
      const headers = {
        ETag: etag,
        'Cache-Control': 'private, no-cache',
        // It comes from outside but has the portal's origin: it must never run there.
        'Content-Type': 'application/octet-stream',
        'Content-Disposition': 'attachment',
        'Content-Security-Policy': "sandbox; default-src 'none'",
        'X-Content-Type-Options': 'nosniff',
      };
      if (request.headers['if-none-match']?.includes(etag)) {
        opened.body.destroy();
        return { status: 304, headers };
      }
      return { status: 200, headers, stream: opened.body };
    },
  };
}
