import { randomBytes } from 'node:crypto';
import {
  ENVIRONMENT_LABEL,
  requestParametersSecretName,
  SecretKind,
  SERVICE_ANNOTATION,
  SERVICE_LABEL,
  serviceObjectName,
  type NewResource,
  type RemoteService,
  type Secret,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceExistsError,
  ResourceNotFoundError,
} from '@remote-env/plugin-remote-env-node';
import type { RegistryContext } from '../RegistryContext';
import { MANAGED_LABELS } from './managed';
import { ownedByService } from './ownedByService';

/** Values of a Secret in clear, by key. */
export type SecretValues = Record<string, string>;

export type SecretRole = 'credentials' | 'requestParameters';

/**
 * Writes a Secret that only this service may use, owned by it. The first one has the name of the older protocol
 * (application-connector reference 4.1); a name that is taken gets a random end: what a service uses is never
 * overwritten, but replaced by a change of the service.
 *
 * @returns its name
 */
export async function createSecret(
  { resources }: Pick<RegistryContext, 'resources'>,
  service: RemoteService,
  role: SecretRole,
  values: SecretValues,
): Promise<string> {
  const { environment, id } = service.spec;
  const name =
    role === 'credentials'
      ? serviceObjectName(environment.name, id)
      : requestParametersSecretName(environment.name, id);
  try {
    const secret = newSecret(service, name, values);
    return (await resources.create(SecretKind, secret)).metadata.name;
  } catch (error) {
    if (!(error instanceof ResourceExistsError)) {
      throw error;
    }
    const other = `${name}-${randomBytes(4).toString('hex')}`;
    const secret = newSecret(service, other, values);
    return (await resources.create(SecretKind, secret)).metadata.name;
  }
}

/** @returns the values in clear; undefined when there is none of that name that this service may use */
export async function readSecret(
  { resources, namespace }: Pick<RegistryContext, 'resources' | 'namespace'>,
  service: RemoteService,
  name: string | undefined,
): Promise<SecretValues | undefined> {
  if (name === undefined) {
    return undefined;
  }
  const secret = await resources.get(SecretKind, { namespace, name });
  if (secret?.metadata.annotations?.[SERVICE_ANNOTATION] !== service.spec.id) {
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(secret.data ?? {}).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString(),
    ]),
  );
}

/** Names of the Secrets that a service uses now. */
export function secretNamesOf({ spec }: RemoteService): string[] {
  return [
    spec.api?.authentication.secretName,
    spec.api?.requestParametersSecretName,
  ].filter(name => name !== undefined);
}

/** Deletes those of them that the registry made for this service: whoever writes a service could name any Secret. */
export async function deleteSecrets(
  { resources, namespace }: Pick<RegistryContext, 'resources' | 'namespace'>,
  serviceId: string,
  names: Iterable<string>,
): Promise<void> {
  for (const name of names) {
    const secret = await resources.get(SecretKind, { namespace, name });
    if (secret && isMadeFor(secret, serviceId)) {
      await removeSecret({ resources }, secret);
    }
  }
}

/** Deletes this very Secret; that it is gone already is fine. */
export async function removeSecret(
  { resources }: Pick<RegistryContext, 'resources'>,
  { metadata }: Secret,
): Promise<void> {
  try {
    await resources.delete(SecretKind, metadata, { uid: metadata.uid });
  } catch (error) {
    if (!(error instanceof ResourceNotFoundError)) {
      throw error;
    }
  }
}

function isMadeFor({ metadata }: Secret, serviceId: string): boolean {
  return (
    metadata.annotations?.[SERVICE_ANNOTATION] === serviceId &&
    Object.entries(MANAGED_LABELS).every(
      ([label, value]) => metadata.labels?.[label] === value,
    )
  );
}

function newSecret(
  service: RemoteService,
  name: string,
  values: SecretValues,
): NewResource<Secret> {
  const { metadata, spec } = service;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      namespace: metadata.namespace,
      name,
      labels: {
        ...MANAGED_LABELS,
        [ENVIRONMENT_LABEL]: spec.environment.name,
        [SERVICE_LABEL]: spec.id,
      },
      annotations: { [SERVICE_ANNOTATION]: spec.id },
      ownerReferences: [ownedByService(metadata)],
    },
    type: 'Opaque',
    data: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        Buffer.from(value).toString('base64'),
      ]),
    ),
  };
}
