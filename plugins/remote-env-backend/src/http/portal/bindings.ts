import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  bindingManagePermission,
  type RemoteServiceBinding,
} from '@remote-env/plugin-remote-env-common';
import type { Bindings } from '../../consumers';
import type {
  DependentList,
  ResourceIndex,
  ServiceList,
} from '../../index-projection';
import type { ServiceRegistry } from '../../registry';
import type { Audit } from './auditing';
import { identityOf } from './identityOf';
import { DEFAULT_PAGE } from './paging';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';
import { presentBinding } from './present/consumer';

/** Who may call which service. */
export function createBindingOperations(deps: {
  access: PortalAccess;
  audit: Audit;
  bindings: Bindings;
  bindingList: DependentList<RemoteServiceBinding>;
  index: ResourceIndex;
  registry: ServiceRegistry;
  services: ServiceList;
}): Pick<PortalOperations, 'listBindings' | 'createBinding' | 'deleteBinding'> {
  const { access, audit, bindings, index, registry } = deps;

  return {
    async listBindings({ query, credentials }) {
      const filter = await access.readFilter(credentials);
      await index.whenBuilt();
      const page = await deps.bindingList.list({
        limit: query.limit ?? DEFAULT_PAGE,
        cursor: query.cursor,
        serviceId: query.serviceId,
        filter,
        ...(query.environment !== undefined && {
          environment: { name: query.environment },
        }),
      });
      const names = await deps.services.names(
        page.items.map(binding => binding.spec.serviceId),
      );
      return {
        status: 200,
        body: {
          ...page,
          items: page.items.map(binding =>
            presentBinding(binding, names.get(binding.spec.serviceId)),
          ),
        },
      };
    },

    async createBinding(call) {
      const { path, body, credentials } = call;
      return audit(
        'binding-create',
        call,
        { environment: { name: path.name }, serviceId: path.serviceId },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              bindingManagePermission,
            ),
          );
          facts.environment = environment;
          const service = await registry.get(environment, path.serviceId);
          if (!service) {
            throw new NotFoundError(
              `There is no service '${path.serviceId}' in '${path.name}'`,
            );
          }
          facts.serviceId = service.id;
          facts.details = {
            consumer: `${body.consumer.namespace}/${body.consumer.name}`,
          };
          if (!service.api) {
            throw new ConflictError(
              `Service '${service.name}' has no API that could be called`,
            );
          }
          const { binding, gatewayUrl, token } = await bindings.create({
            environment,
            service,
            consumer: body.consumer,
            createdBy: credentials.principal.userEntityRef,
          });
          facts.details.binding = binding.metadata.name;
          return {
            status: 201,
            body: { id: binding.metadata.name, gatewayUrl, token },
          };
        },
      );
    },

    async deleteBinding(call) {
      const { path, credentials } = call;
      return audit(
        'binding-delete',
        call,
        {
          environment: { name: path.name },
          details: { binding: path.bindingId },
        },
        async facts => {
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              bindingManagePermission,
            ),
          );
          facts.environment = environment;
          const binding = await bindings.get(path.bindingId);
          if (binding.spec.environment.uid !== environment.uid) {
            throw new NotFoundError(`There is no binding '${path.bindingId}'`);
          }
          facts.serviceId = binding.spec.serviceId;
          await bindings.delete(path.bindingId);
          return { status: 204 };
        },
      );
    },
  };
}
