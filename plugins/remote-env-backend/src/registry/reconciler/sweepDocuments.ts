import { discardDocuments } from '../documents/documentFiles';
import type { RegistryContext } from '../RegistryContext';
import type { References } from './sweepServices';

/** Where registered documents and what is derived from them lie; keys end in the digest. */
const DOCUMENTS = 'sha256/';
const PREFIXES = [DOCUMENTS, 'text/'];

/** Removes documents that have had no service for longer than `graceMs`, unless they are kept as versions. */
export async function sweepDocuments(
  context: RegistryContext,
  seen: References,
  graceMs: number,
): Promise<number> {
  let removed = 0;
  const kept = await context.versions.kept();
  for (const prefix of PREFIXES) {
    for await (const { key, lastModified } of context.documents.list(prefix)) {
      const sha256 = key.slice(key.lastIndexOf('/') + 1);
      const old = Date.now() - Date.parse(lastModified) >= graceMs;
      const stays =
        seen.digests.has(sha256) || (prefix === DOCUMENTS && kept.has(sha256));
      if (old && !stays) {
        removed += await discardDocuments(context, [sha256]);
      }
    }
  }
  return removed;
}
