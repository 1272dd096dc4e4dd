import { RemoteServiceKind } from '@remote-env/plugin-remote-env-common';
import { READABLE_PREFIX } from '@remote-env/plugin-remote-env-node';
import {
  publishDocuments,
  publishedServiceId,
} from '../documents/publishedDocuments';
import type { RegistryContext } from '../RegistryContext';
import type { References } from './sweepServices';

/**
 * Puts the readable names of documents right: what is missing, outdated, or of a service that is gone. Services that
 * were changed since they were seen are simply looked at once more.
 *
 * @returns of how many services
 */
export async function sweepPublished(
  context: RegistryContext,
  { published }: References,
): Promise<number> {
  const missing = new Map(published);
  const wrong = new Set<string>();
  for await (const { key, sha256 } of context.documents.list(READABLE_PREFIX)) {
    if (published.get(key) === sha256) {
      missing.delete(key);
    } else {
      wrong.add(publishedServiceId(key) ?? '');
    }
  }
  for (const key of missing.keys()) {
    wrong.add(publishedServiceId(key) ?? '');
  }
  // What somebody else keeps there.
  wrong.delete('');
  const { resources, namespace } = context;
  for (const id of wrong) {
    const service = await resources.get(RemoteServiceKind, {
      namespace,
      name: id,
    });
    await publishDocuments(context, id, service);
  }
  return wrong.size;
}
