import type { RemoteService } from '@remote-env/plugin-remote-env-common';
import type { RegisteredService, ServiceDetails } from './model';
import { originOf } from './objects/changedBy';
import {
  generatedCertificate,
  parametersFromValues,
  sentCertificate,
} from './objects/credentials';
import { readSecret } from './objects/secrets';
import { toRegisteredService } from './objects/toRegisteredService';
import type { RegistryContext } from './RegistryContext';

/** A look at one service; lists of thousands go without. */
export function withOrigin(service: RemoteService): RegisteredService {
  return { ...toRegisteredService(service), changedBy: originOf(service) };
}

/** With what only the system itself is shown. Never with a secret. */
export async function detailsOf(
  context: RegistryContext,
  service: RemoteService,
): Promise<ServiceDetails> {
  const { api } = service.spec;
  const type = api?.authentication.type;
  const [credentials, parameters] = await Promise.all([
    readSecret(context, service, api?.authentication.secretName),
    readSecret(context, service, api?.requestParametersSecretName),
  ]);
  return {
    ...withOrigin(service),
    requestParameters: parametersFromValues(parameters),
    tokenRequestParameters:
      type === 'oauth' || type === 'oauthWithCertificate'
        ? parametersFromValues(credentials)
        : undefined,
    clientCertificate:
      type === 'oauthWithCertificate'
        ? sentCertificate(credentials)
        : undefined,
    generatedCertificate: generatedCertificate(credentials),
  };
}
