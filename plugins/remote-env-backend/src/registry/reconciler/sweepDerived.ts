import {
  DERIVED_PREFIX,
  isOfFormerVersion,
} from '@remote-env/plugin-remote-env-node';
import {
  discardDocuments,
  type DiscardContext,
} from '../documents/documentFiles';
import type { References } from './sweepServices';

/** A portal of before may run so long beside this one, and needs what it has derived. */
const FORMER_VERSION_MS = 24 * 60 * 60_000;

/**
 * Removes what was derived from documents that are gone, and what portals of before have derived.
 *
 * @returns how many documents were gone
 */
export async function sweepDerived(
  context: DiscardContext,
  seen: References,
  graceMs: number,
): Promise<number> {
  const { documents } = context;
  const discarded = new Set<string>();
  for await (const { key, lastModified } of documents.list(DERIVED_PREFIX)) {
    const [, , sha256 = ''] = key.split('/');
    const age = Date.now() - Date.parse(lastModified);
    if (!seen.digests.has(sha256)) {
      if (age >= graceMs && !discarded.has(sha256)) {
        discarded.add(sha256);
        await discardDocuments(context, [sha256]);
      }
    } else if (isOfFormerVersion(key) && age >= FORMER_VERSION_MS) {
      await documents.delete(key);
    }
  }
  return discarded.size;
}
