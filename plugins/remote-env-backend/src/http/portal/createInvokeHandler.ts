import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  connectionState,
  serviceInvokePermission,
} from '@remote-env/plugin-remote-env-common';
import type { Request, RequestHandler, Response } from 'express';
import type { GatewayControl } from '../../gateway';
import type { ServiceRegistry } from '../../registry';
import type { Audit } from './auditing';
import { createPersonLimit } from './personLimit';
import type { PortalAccess } from './PortalAccess';
import { relayInvocation } from './relayInvocation';

/** Path of the request, still encoded: what follows `invoke` belongs to the system and is passed on as it came. */
const ROUTE =
  /^\/v1\/environments\/([^/?]+)\/services\/([^/?]+)\/invoke(?=[/?]|$)/;

/** Calls of one person in a minute. */
const CALLS = { points: 120, duration: 60 };

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new InputError('The path is not well encoded');
  }
}

/** *Try it out*: any method, any body, passed on to the system (wire-contracts 6). */
export function createInvokeHandler(deps: {
  access: PortalAccess;
  audit: Audit;
  control: GatewayControl;
  httpAuth: HttpAuthService;
  registry: ServiceRegistry;
}): RequestHandler {
  const { access, audit, control, httpAuth, registry } = deps;
  const limit = createPersonLimit(CALLS);

  const invoke = async (
    request: Request,
    response: Response,
    [matched, name = '', service = '']: RegExpExecArray,
  ) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user'],
    });
    await limit(credentials.principal.userEntityRef);
    const environmentName = decoded(name);
    const path = request.url.slice(matched.length);
    await audit(
      'service-invoke',
      { credentials, request },
      {
        environment: { name: environmentName },
        // Without the query, which can hold secrets.
        details: {
          method: request.method,
          path: path.split('?')[0]?.slice(0, 300) ?? '',
        },
      },
      async facts => {
        const { environment, approval } = await access.environment(
          credentials,
          environmentName,
          serviceInvokePermission,
        );
        const { uid } = environment.metadata;
        const identity = { name: environmentName, uid };
        facts.environment = identity;
        const found = await registry.get(identity, decoded(service));
        if (!found) {
          throw new NotFoundError(
            `There is no service '${decoded(service)}' in '${environmentName}'`,
          );
        }
        facts.serviceId = found.id;
        const state = connectionState(environment, approval);
        if (state !== 'approved') {
          throw new ConflictError(
            `'${environmentName}' is ${state}; only approved connections are called`,
          );
        }
        const status = await relayInvocation(
          control,
          {
            environment: environmentName,
            serviceId: found.id,
            path: path === '' || path.startsWith('?') ? `/${path}` : path,
          },
          request,
          response,
        );
        facts.details = { ...facts.details, status: String(status) };
      },
    );
  };

  return (request, response, next) => {
    const match = ROUTE.exec(request.url);
    if (match) {
      invoke(request, response, match).catch(next);
    } else {
      next();
    }
  };
}
