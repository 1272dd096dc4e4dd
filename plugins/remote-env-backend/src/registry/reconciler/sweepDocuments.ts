import { discardDocuments } from '../documents/documentFiles';
import type { RegistryContext } from '../RegistryContext';
import type { References } from './sweepServices';

/** Where registered documents and what is derived from them lie; keys end in the digest. */
const PREFIXES = ['sha256/', 'text/'];

/** Removes documents that have had no service for longer than `graceMs`. */
export async function sweepDocuments(
  context: RegistryContext,
  seen: References,
  graceMs: number,
): Promise<number> {
  let removed = 0;
  for (const prefix of PREFIXES) {
    for await (const { key, lastModified } of context.documents.list(prefix)) {
      const sha256 = key.slice(key.lastIndexOf('/') + 1);
      const old = Date.now() - Date.parse(lastModified) >= graceMs;
      if (old && !seen.digests.has(sha256)) {
        removed += await discardDocuments(context, [sha256]);
      }
    }
  }
  return removed;
}
