import {
  SecretKind,
  SERVICE_ANNOTATION,
  type AuthenticationType,
  type RemoteServiceManifest,
} from '@remote-env/plugin-remote-env-common';
import type { RegistryContext } from '../RegistryContext';

/** Whether the Secrets of a service can be used. */
export interface CredentialsState {
  ready: boolean;
  reason:
    | 'Present'
    | 'NotNeeded'
    | 'CredentialsMissing'
    | 'CredentialsNotForThisService'
    | 'CredentialsIncomplete';
  message: string;
}

/** Keys without which calls cannot be authorised. */
const NEEDED: Record<AuthenticationType, readonly string[]> = {
  none: [],
  basic: ['username', 'password'],
  oauth: ['clientId', 'clientSecret'],
  oauthWithCertificate: ['clientId', 'crt', 'key'],
  certificateGen: ['crt', 'key'],
};

/** The Secrets that a service names, by the field that does. */
export function namedSecrets({ api }: RemoteServiceManifest['spec']): {
  field: string;
  name: string;
  keys: readonly string[];
}[] {
  const { secretName, type } = api?.authentication ?? {};
  const parameters = api?.requestParametersSecretName;
  return [
    ...(secretName && type && type !== 'none'
      ? [
          {
            field: 'spec.api.authentication.secretName',
            name: secretName,
            keys: NEEDED[type],
          },
        ]
      : []),
    ...(parameters
      ? [
          {
            field: 'spec.api.requestParametersSecretName',
            name: parameters,
            keys: [],
          },
        ]
      : []),
  ];
}

/** Looks at the Secrets of a service. One that does not name this very service is as good as none. */
export async function readCredentialsState(
  { resources, namespace }: Pick<RegistryContext, 'resources' | 'namespace'>,
  { metadata, spec }: RemoteServiceManifest,
): Promise<CredentialsState> {
  const named = namedSecrets(spec);
  for (const { field, name, keys } of named) {
    const secret = await resources.get(SecretKind, { namespace, name });
    if (!secret || secret.metadata.deletionTimestamp) {
      return {
        ready: false,
        reason: 'CredentialsMissing',
        message: `${field}: there is no Secret '${name}'. What it held is kept nowhere else: make it again, with the annotation ${SERVICE_ANNOTATION}: ${metadata.name}, or register the service again`,
      };
    }
    if (secret.metadata.annotations?.[SERVICE_ANNOTATION] !== metadata.name) {
      return {
        ready: false,
        reason: 'CredentialsNotForThisService',
        message: `${field}: the Secret '${name}' is not used, because it has no annotation ${SERVICE_ANNOTATION}: ${metadata.name}`,
      };
    }
    const missing = keys.filter(key => !secret.data?.[key]);
    if (missing.length > 0) {
      return {
        ready: false,
        reason: 'CredentialsIncomplete',
        message: `${field}: the Secret '${name}' lacks ${missing.join(', ')}`,
      };
    }
  }
  return {
    ready: true,
    reason: named.length > 0 ? 'Present' : 'NotNeeded',
    message: '',
  };
}
