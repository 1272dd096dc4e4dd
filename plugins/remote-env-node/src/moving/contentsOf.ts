import { READABLE_PREFIX } from '../ports/DocumentStore';
import { objectsOf, type Installation } from './Installation';
import { MOVED_KINDS } from './kinds';
import type { Contents } from './Summary';

/** Counts what an installation holds. */
export async function contentsOf(
  installation: Installation,
): Promise<Contents> {
  const resources: Contents['resources'] = {};
  for (const kind of MOVED_KINDS) {
    let count = 0;
    for await (const page of objectsOf(installation, kind)) {
      count += page.length;
    }
    resources[kind.kind] = count;
  }
  const documents = { count: 0, bytes: 0, copies: 0 };
  for await (const { key, size } of installation.documents.list('')) {
    if (key.startsWith(READABLE_PREFIX)) {
      documents.copies += 1;
    } else {
      documents.count += 1;
      documents.bytes += size;
    }
  }
  return { resources, documents };
}
