import { SecretKind, type Secret } from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceExistsError,
  type ResourceName,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import type { KeyAndCertificate } from '@remote-env/plugin-remote-env-node/x509';
import { TrustMaterialError } from './errors';

/** On Secrets that we made and may replace; one without it was brought by somebody and stays as it is. */
export const MANAGED_ANNOTATION = 'remote-env.dev/managed';

export function isManaged(secret: Secret): boolean {
  return secret.metadata.annotations?.[MANAGED_ANNOTATION] === 'true';
}

/** One value of a Secret as text. */
export function secretText(secret: Secret, key: string): string | undefined {
  const value = secret.data?.[key];
  return value && Buffer.from(value, 'base64').toString('utf8');
}

/** @throws TrustMaterialError when it lacks certificate or key */
export function keyPairOf(secret: Secret): KeyAndCertificate {
  const certificate = secretText(secret, 'tls.crt');
  const key = secretText(secret, 'tls.key');
  if (!certificate || !key) {
    const { namespace, name } = secret.metadata;
    throw new TrustMaterialError(
      `Secret ${namespace}/${name} must hold tls.crt and tls.key: complete it, or delete it so that a new one is made`,
    );
  }
  return { certificate, key };
}

/**
 * As `keyPairOf`, with `ca.crt` after the certificate: issuers of the cluster put the root of an intermediate there.
 *
 * @throws TrustMaterialError when it lacks certificate or key
 */
export function authorityPairOf(secret: Secret): KeyAndCertificate {
  const { certificate, key } = keyPairOf(secret);
  return {
    certificate: `${certificate}\n${secretText(secret, 'ca.crt') ?? ''}`,
    key,
  };
}

/** A Secret of ours; `kubernetes.io/tls` where it has the keys of that type. */
export async function createSecret(
  store: ResourceStore,
  name: ResourceName,
  values: Record<string, string>,
  annotations: Record<string, string> = {},
): Promise<Secret> {
  return store.create(SecretKind, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      ...name,
      annotations: { ...annotations, [MANAGED_ANNOTATION]: 'true' },
    },
    type: 'tls.key' in values ? 'kubernetes.io/tls' : 'Opaque',
    data: encoded(values),
  });
}

/** @param annotations - besides those that it has */
export async function replaceSecret(
  store: ResourceStore,
  secret: Secret,
  values: Record<string, string>,
  annotations: Record<string, string> = {},
): Promise<Secret> {
  return store.update(SecretKind, {
    ...secret,
    metadata: {
      ...secret.metadata,
      annotations: { ...secret.metadata.annotations, ...annotations },
    },
    data: encoded(values),
  });
}

/** Writes that somebody else was faster with. */
export function isRace(error: unknown): boolean {
  return (
    error instanceof ResourceConflictError ||
    error instanceof ResourceExistsError
  );
}

function encoded(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      Buffer.from(value, 'utf8').toString('base64'),
    ]),
  );
}
