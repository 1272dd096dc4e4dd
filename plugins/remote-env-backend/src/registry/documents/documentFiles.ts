import { RemoteServiceKind } from '@remote-env/plugin-remote-env-common';
import {
  contentKey,
  documentTextKey,
} from '@remote-env/plugin-remote-env-node';
import { allDone } from '../allDone';
import { documentLabel } from '../objects/naming';
import type { RegistryContext } from '../RegistryContext';
import type { PreparedDocument } from './prepareDocuments';

/** Writes documents and their words for search. Writing the same again is fine, and renews its age. */
export async function storeDocuments(
  { documents }: Pick<RegistryContext, 'documents'>,
  prepared: readonly PreparedDocument[],
): Promise<void> {
  await allDone(
    prepared.flatMap(({ reference, bytes, searchText }) => {
      const { key, sha256, contentType } = reference;
      return [
        documents.put(key, bytes, { contentType, sha256 }),
        documents.put(documentTextKey(sha256), Buffer.from(searchText), {
          contentType: 'text/plain; charset=utf-8',
        }),
      ];
    }),
  );
}

/** Writes again what somebody removed since, because no service referred to it yet. */
export async function restoreDocuments(
  context: Pick<RegistryContext, 'documents'>,
  prepared: readonly PreparedDocument[],
): Promise<void> {
  await allDone(
    prepared.map(async document => {
      const info = await context.documents.stat(document.reference.key);
      if (!info) {
        await storeDocuments(context, [document]);
      }
    }),
  );
}

export type DiscardContext = Pick<
  RegistryContext,
  'documents' | 'derived' | 'resources' | 'namespace' | 'inUse' | 'versions'
>;

/**
 * Removes documents that no service refers to any more; those in use by a registration stay. Of one that is kept as a
 * version only the document itself stays.
 *
 * @returns how many documents were removed
 */
export async function discardDocuments(
  context: DiscardContext,
  digests: Iterable<string>,
): Promise<number> {
  let removed = 0;
  for (const sha256 of new Set(digests)) {
    removed += (await discardDocument(context, sha256)) ? 1 : 0;
  }
  return removed;
}

async function discardDocument(
  context: DiscardContext,
  sha256: string,
): Promise<boolean> {
  const { documents, derived, resources, namespace, inUse } = context;
  const key = contentKey(sha256);
  return inUse.remove(key, async () => {
    const { items } = await resources.list(RemoteServiceKind, {
      namespace,
      labels: { [documentLabel(sha256)]: 'true' },
      limit: 1,
    });
    if (items.length > 0) {
      return false;
    }
    await documents.delete(documentTextKey(sha256));
    await derived.remove(sha256);
    if (await context.versions.isKept(sha256)) {
      return false;
    }
    await documents.delete(key);
    return true;
  });
}
