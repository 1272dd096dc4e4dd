import { NotFoundError } from '@backstage/errors';
import {
  serviceRegisterPermission,
  serviceRemovePermission,
  serviceRetirePermission,
  unknownFieldsOf,
  type Deprecation,
} from '@remote-env/plugin-remote-env-common';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import { ServiceInvalidError, type ServiceRegistry } from '../../registry';
import { requiredTag } from '../entityTags';
import type {
  Audit,
  AuditedAction,
  AuditedCall,
  AuditedFacts,
} from './auditing';
import { foundService } from './foundService';
import { identityOf } from './identityOf';
import { createPersonLimit } from './personLimit';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';
import { presentDefinition } from './present/definition';
import { presentService, presentServiceCheck } from './present/service';
import { withKeptSecrets } from './withKeptSecrets';

/** Changes and checks of one person in a minute: a folder of hundreds of services is registered in one go. */
const CALLS = { points: 1200, duration: 60 };

type Definition = Record<string, unknown>;

/** The call of a change of one service that is there. */
interface ServiceCall extends AuditedCall {
  path: { name: string; serviceId: string };
  headers: { 'if-match'?: string };
}

/** What people do with services: register, check, change, retire and remove them. */
export function createServiceChangeOperations(deps: {
  access: PortalAccess;
  audit: Audit;
  registry: ServiceRegistry;
}): Pick<
  PortalOperations,
  | 'registerService'
  | 'checkService'
  | 'getServiceDefinition'
  | 'replaceService'
  | 'deprecateService'
  | 'undeprecateService'
  | 'deleteService'
> {
  const { access, audit, registry } = deps;
  const limit = createPersonLimit(CALLS);

  /** Runs a change of a service that is there, once it is known that the caller may. */
  const changing = <T>(
    action: AuditedAction,
    permission: ResourcePermission,
    call: ServiceCall,
    change: (found: {
      environment: ReturnType<typeof identityOf>;
      id: string;
      ifMatch: string | undefined;
      by: string;
      facts: AuditedFacts;
    }) => Promise<T>,
  ): Promise<T> => {
    const { path, headers, credentials } = call;
    return audit(
      action,
      call,
      { environment: { name: path.name }, serviceId: path.serviceId },
      async facts => {
        const by = credentials.principal.userEntityRef;
        await limit(by);
        const environment = identityOf(
          await access.environment(credentials, path.name, permission),
        );
        facts.environment = environment;
        const found = await foundService(registry, environment, path.serviceId);
        facts.serviceId = found.id;
        facts.message = found.displayName;
        return change({
          environment,
          id: found.id,
          ifMatch: requiredTag(headers['if-match'], found.etag),
          by,
          facts,
        });
      },
    );
  };

  const retire = (call: ServiceCall, deprecation: Deprecation | undefined) =>
    changing(
      'service-retire',
      serviceRetirePermission,
      call,
      async ({ environment, id, ifMatch, by, facts }) => {
        facts.details = {
          endsOn: deprecation?.endsOn ?? 'taken back',
          ...(deprecation?.successor && { successor: deprecation.successor }),
        };
        const service = await registry.retire(environment, id, deprecation, {
          ifMatch,
          by,
        });
        return { status: 200 as const, body: presentService(service) };
      },
    );

  return {
    async registerService(call) {
      const { path, body, credentials } = call;
      return audit(
        'service-register',
        call,
        { environment: { name: path.name } },
        async facts => {
          const by = credentials.principal.userEntityRef;
          await limit(by);
          const environment = identityOf(
            await access.environment(
              credentials,
              path.name,
              serviceRegisterPermission,
            ),
          );
          facts.environment = environment;
          refuseUnknown(body);
          const service = await registry.register(environment, body, { by });
          facts.serviceId = service.id;
          facts.message = service.displayName;
          return { status: 201, body: presentService(service) };
        },
      );
    },

    /** Changes nothing, so that nothing of it is audited. */
    async checkService({ path, body, credentials }) {
      await limit(credentials.principal.userEntityRef);
      const environment = identityOf(
        await access.environment(
          credentials,
          path.name,
          serviceRegisterPermission,
        ),
      );
      const replaced =
        body.replaces === undefined
          ? undefined
          : await foundService(registry, environment, body.replaces);
      const check = await registry.check(
        environment,
        replaced ? withKeptSecrets(body.definition) : body.definition,
        { replaces: replaced?.id },
      );
      return { status: 200, body: presentServiceCheck(check) };
    },

    async getServiceDefinition({ path, credentials }) {
      const environment = identityOf(
        await access.environment(
          credentials,
          path.name,
          serviceRegisterPermission,
        ),
      );
      const { id } = await foundService(registry, environment, path.serviceId);
      const details = await registry.getDetails(environment, id);
      if (!details) {
        throw new NotFoundError(`There is no service '${path.serviceId}'`);
      }
      return {
        status: 200,
        headers: { ETag: details.etag },
        body: presentDefinition(details),
      };
    },

    async replaceService(call) {
      return changing(
        'service-replace',
        serviceRegisterPermission,
        call,
        async ({ environment, id, ifMatch, by, facts }) => {
          refuseUnknown(call.body);
          const service = await registry.replace(
            environment,
            id,
            withKeptSecrets(call.body),
            { ifMatch, by },
          );
          facts.message = service.displayName;
          return { status: 200, body: presentService(service) };
        },
      );
    },

    async deprecateService(call) {
      return retire(call, call.body);
    },

    async undeprecateService(call) {
      return retire(call, undefined);
    },

    async deleteService(call) {
      return changing(
        'service-delete',
        serviceRemovePermission,
        call,
        async ({ environment, id, ifMatch }) => {
          await registry.delete(environment, id, { ifMatch });
          return { status: 204 };
        },
      );
    },
  };
}

/** @throws ServiceInvalidError: what is misspelt would be lost without a word (wire-contracts 1) */
function refuseUnknown(definition: Definition): void {
  const [field] = unknownFieldsOf(definition);
  if (field !== undefined) {
    throw new ServiceInvalidError(`${field} is not a known field`);
  }
}
