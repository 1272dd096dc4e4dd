import {
  RemoteServiceKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceNotFoundError,
} from '@remote-env/plugin-remote-env-node';
import { discardDocuments } from '../documents/documentFiles';
import { publishDocuments } from '../documents/publishedDocuments';
import { PreconditionFailedError, RegistryBusyError } from '../errors';
import type { EnvironmentIdentity } from '../model';
import { removeApiService } from '../objects/apiService';
import { isServiceId } from '../objects/naming';
import { deleteSecrets, secretNamesOf } from '../objects/secrets';
import { entityTag } from '../objects/toRegisteredService';
import {
  isVisible,
  storedService,
  type RegistryContext,
} from '../RegistryContext';

const MAX_ATTEMPTS = 5;

/**
 * Removes a service: out of every reader's sight first, then its Secrets, the object and its documents.
 *
 * @returns whether there was one that readers could see
 */
export async function deleteService(
  context: RegistryContext,
  environment: EnvironmentIdentity,
  id: string,
  ifMatch: string | undefined,
): Promise<boolean> {
  if (!isServiceId(id)) {
    return false;
  }
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const found = await storedService(context, environment, id);
    const visible = found !== undefined && isVisible(found);
    if (ifMatch !== undefined && (!visible || entityTag(found) !== ifMatch)) {
      throw new PreconditionFailedError(
        `service '${id}' is not the one that If-Match names`,
      );
    }
    if (!visible) {
      return false;
    }
    const deleting = await markDeleting(context, found);
    if (deleting) {
      await context.onStep('delete:deleting');
      await removeService(context, deleting);
      return true;
    }
  }
  throw new RegistryBusyError(`service '${id}' is being changed; try again`);
}

/** @returns undefined when somebody else changed it meanwhile */
async function markDeleting(
  { resources }: RegistryContext,
  service: RemoteService,
): Promise<RemoteService | undefined> {
  const deleting: RemoteService = {
    ...service,
    spec: { ...service.spec, phase: 'Deleting' },
  };
  try {
    return await resources.update(RemoteServiceKind, deleting);
  } catch (error) {
    if (
      error instanceof ResourceConflictError ||
      error instanceof ResourceNotFoundError
    ) {
      return undefined;
    }
    throw error;
  }
}

/** Removes what no reader sees any more; every step may be repeated, by anybody. */
export async function removeService(
  context: RegistryContext,
  service: RemoteService,
): Promise<void> {
  await deleteSecrets(context, service.spec.id, secretNamesOf(service));
  if (context.servicePerApi.type !== 'none') {
    await removeApiService(context, service);
  }
  await context.onStep('delete:secrets');
  await deleteObject(context, service, { uid: service.metadata.uid });
  await context.onStep('delete:gone');
  await publishDocuments(context, service.spec.id, undefined);
  const kept = await context.versions.forget(service.metadata.uid);
  await discardDocuments(context, [...digestsOf(service), ...kept]);
  await context.onStep('delete:cleaned');
}

/** Takes back a registration that did not get as far as its commit. Its Secrets go with it, being owned by it. */
export async function withdrawPending(
  context: RegistryContext,
  { metadata }: RemoteService,
): Promise<void> {
  await deleteObject(
    context,
    { metadata },
    {
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
    },
  );
}

export function digestsOf({ spec }: RemoteService): string[] {
  return Object.values(spec.documents ?? {}).map(({ sha256 }) => sha256);
}

async function deleteObject(
  { resources }: RegistryContext,
  { metadata }: Pick<RemoteService, 'metadata'>,
  preconditions: { uid: string; resourceVersion?: string },
): Promise<void> {
  try {
    await resources.delete(RemoteServiceKind, metadata, preconditions);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundError)) {
      throw error;
    }
  }
}
