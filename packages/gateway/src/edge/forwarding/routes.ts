import { EDGE_PATHS } from '@remote-env/plugin-remote-env-node';
import type { Method, Route } from '../routes/RouteTable';
import type { ForwardOptions, PortalClient } from './PortalClient';

/** Bytes of a body that holds no more than a CSR. */
const TRUST_BODY = { bodyLimit: 64 * 1024, bodyTimeoutMs: 15_000 };

const REGISTRY_METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'DELETE'];

/** What wire-contracts 7 leaves to the portal. */
export function createForwardedRoutes(
  portal: PortalClient,
  registryBodyLimit: number,
): Route[] {
  function open(name: string, method: Method, pattern: string): Route {
    return {
      name,
      method,
      pattern,
      certificate: 'none',
      handle: call => portal.forward(call, TRUST_BODY),
    };
  }

  function identified(
    name: string,
    method: Method,
    pattern: string,
    body: Pick<ForwardOptions, 'bodyLimit' | 'bodyTimeoutMs'>,
  ): Route {
    return {
      name,
      method,
      pattern,
      certificate: 'required',
      handle: call =>
        portal.forward(call, { ...body, identity: call.identity }),
    };
  }

  return [
    open('api-document', 'GET', '/v1'),
    open('api-document', 'GET', '/v1/api.yaml'),
    open('signing-info', 'GET', EDGE_PATHS.signingInfo),
    open('certificate', 'POST', EDGE_PATHS.certificates),
    identified('renewal', 'POST', EDGE_PATHS.renewals, TRUST_BODY),
    open('oldest-info', 'GET', '/v1/remoteenvironments/{re}/info'),
    open(
      'oldest-certificate',
      'POST',
      '/v1/remoteenvironments/{re}/client-certs',
    ),
    ...REGISTRY_METHODS.map(method =>
      identified('registry', method, '/{re}/v1/metadata/**', {
        bodyLimit: registryBodyLimit,
      }),
    ),
  ];
}
