import { RemoteServiceKind } from '@remote-env/plugin-remote-env-common';
import { ResourceInvalidError } from '@remote-env/plugin-remote-env-node';
import { discardDocuments } from '../documents/documentFiles';
import type { RegistryContext } from '../RegistryContext';
import type { References } from './sweepServices';

/**
 * Removes versions of services that are gone, and those that are more than are to be kept.
 *
 * @returns how many services were gone
 */
export async function sweepVersions(
  context: RegistryContext,
  seen: References,
): Promise<number> {
  let gone = 0;
  const { versions } = context;
  for (const { uid, id } of await versions.services()) {
    if (!seen.uids.has(uid) && (await isGone(context, uid, id))) {
      await discardDocuments(context, await versions.forget(uid));
      gone += 1;
    }
  }
  await versions.pruneAll();
  return gone;
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
