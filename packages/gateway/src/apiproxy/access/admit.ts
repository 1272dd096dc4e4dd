import type {
  Consumer,
  RemoteEnvironment,
  CalledService,
} from '@remote-env/plugin-remote-env-common';
import type { Address } from '../addressing/parseAddress';
import { ProxyError } from '../ProxyError';
import type { Directory } from './Directory';

export type ServiceApi = NonNullable<CalledService['spec']['api']>;

/** A call that may go to its target. */
export interface Admission {
  environment: RemoteEnvironment;
  service: CalledService;
  api: ServiceApi;
  /** Absent when the caller is the portal. */
  consumer?: Consumer;
  /** The binding allows a caller to bring its own credentials. */
  allowAccessToken: boolean;
}

/** The part of the directory that decisions need. */
export type DirectoryView = Pick<
  Directory,
  'environment' | 'verdict' | 'service' | 'bindingByToken'
>;

/** Tokens are 43 characters; nothing much longer is worth a digest. */
const MAX_TOKEN_LENGTH = 512;

/**
 * Decides on the call of a lambda (wire-contracts 2). The binding comes first: who has none learns nothing about
 * what exists.
 *
 * @throws ProxyError 401 without a good token, 403 for another service or a connection that is not open, 404 for
 * what is not there, 400 for a service without an API
 */
export function admitConsumer(
  directory: DirectoryView,
  address: Address,
  headerToken: string | undefined,
  now: number,
): Admission {
  const token = address.pathToken ?? headerToken;
  if (!token) {
    throw ProxyError.unauthorized(
      'Binding token required: send it as header X-Remote-Env-Token.',
    );
  }
  const binding =
    token.length <= MAX_TOKEN_LENGTH
      ? directory.bindingByToken(token)
      : undefined;
  if (!binding) {
    throw ProxyError.unauthorized('Binding token is not valid.');
  }
  const { spec } = binding;
  if (address.pathToken !== undefined) {
    const { capabilityUrl } = spec;
    // An expiry that cannot be read compares as false: expired.
    if (!capabilityUrl || !(Date.parse(capabilityUrl.expiresAt) > now)) {
      throw ProxyError.unauthorized(
        'Binding token is not accepted in the path, or no longer.',
      );
    }
  }
  const other = () =>
    ProxyError.forbidden('This binding is for another service.');
  if (
    (address.kind === 'path' &&
      address.environment !== spec.environment.name) ||
    (address.kind === 'host' && address.serviceId !== spec.serviceId)
  ) {
    throw other();
  }
  const environment = directory.environment(spec.environment.name);
  if (!environment) {
    throw ProxyError.notFound('Remote environment not found.');
  }
  if (environment.metadata.uid !== spec.environment.uid) {
    throw ProxyError.forbidden(
      'This binding is for an earlier remote environment of that name.',
    );
  }
  if (
    address.kind === 'host' &&
    environment.metadata.name.slice(0, 23) !== address.environmentCut
  ) {
    throw other();
  }
  const service = directory.service(
    environment,
    address.kind === 'path' ? address.service : spec.serviceId,
  );
  if (!service) {
    throw ProxyError.notFound('Service not found.');
  }
  if (service.spec.id !== spec.serviceId) {
    throw other();
  }
  return {
    ...openApi(directory, environment, service),
    consumer: spec.consumer,
    allowAccessToken: spec.allowAccessToken ?? false,
  };
}

/**
 * Decides on a call that the portal makes for a signed-in person, whom it has authorised itself.
 *
 * @throws ProxyError 400, 403, 404
 */
export function admitPortal(
  directory: DirectoryView,
  target: { environment: string; serviceId: string },
): Admission {
  const environment = directory.environment(target.environment);
  if (!environment) {
    throw ProxyError.notFound('Remote environment not found.');
  }
  const service = directory.service(environment, target.serviceId);
  if (!service) {
    throw ProxyError.notFound('Service not found.');
  }
  return {
    ...openApi(directory, environment, service),
    allowAccessToken: false,
  };
}

function openApi(
  directory: DirectoryView,
  environment: RemoteEnvironment,
  service: CalledService,
) {
  const verdict = directory.verdict(environment);
  if (verdict !== 'approved') {
    throw ProxyError.forbidden(
      verdict === 'suspended'
        ? 'Connection is suspended.'
        : 'Connection is not approved.',
    );
  }
  const { api } = service.spec;
  if (!api) {
    throw ProxyError.badRequest('The service has no API.');
  }
  return { environment, service, api };
}
