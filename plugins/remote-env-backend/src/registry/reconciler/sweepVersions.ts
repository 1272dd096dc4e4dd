import { RemoteServiceKind } from '@remote-env/plugin-remote-env-common';
import { ResourceInvalidError } from '@remote-env/plugin-remote-env-node';
import { discardDocuments } from '../documents/documentFiles';
import type { RegistryContext } from '../RegistryContext';
import type { References } from './sweepServices';

/** Removes versions of services that are gone, and those that are more than are to be kept. */
export async function sweepVersions(
  context: RegistryContext,
  seen: References,
): Promise<void> {
  const { versions } = context;
  for (const { uid, id } of await versions.services()) {
    if (!seen.uids.has(uid) && (await isGone(context, uid, id))) {
      await discardDocuments(context, await versions.forget(uid));
    }
  }
  await versions.pruneAll();
}

/** Asks for the service itself: it may be newer than the list, which also leaves out what breaks the schema. */
async function isGone(
  { resources, namespace }: RegistryContext,
  uid: string,
  name: string,
): Promise<boolean> {
  try {
    const service = await resources.get(RemoteServiceKind, { namespace, name });
    return service?.metadata.uid !== uid;
  } catch (error) {
    if (error instanceof ResourceInvalidError) {
      return false;
    }
    throw error;
  }
}
