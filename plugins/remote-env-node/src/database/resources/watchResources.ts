import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type { WatchEvent, WatchOptions } from '../../ports';
import { ResourceVersionExpiredError } from '../../ports/errors';
import { ChangeSignal } from '../engine/ChangeSignal';
import type { DatabaseEngine } from '../engine/DatabaseEngine';
import { readChanges, type Change, type ResourceRow } from './operations';
import type { RecentChanges } from './RecentChanges';
import { kindKey, matchesLabels, parseStored } from './storedObject';

/** Changes that one read brings at most. */
const CHUNK = 500;

export interface WatchContext<T extends Resource> {
  engine: DatabaseEngine;
  /** Read on behalf of all watches of this process. */
  recent: RecentChanges;
  kind: ResourceKind<T>;
  options: WatchOptions;
  bookmarkIntervalMs: number;
  /** @returns undefined for an object that breaks its schema */
  decode(row: ResourceRow): T | undefined;
}

/**
 * Follows the history from a version on: reads for itself until what is read for all reaches back to where it is.
 *
 * Nothing is missed: versions become visible in their order (one writer at a time on either engine), each read
 * says up to which version it has seen everything, and the wish to be woken is registered before the first read.
 */
export async function* watchResources<T extends Resource>(
  context: WatchContext<T>,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  const { engine, recent, kind, options, bookmarkIntervalMs } = context;
  const { namespace, labels, signal } = options;
  const key = kindKey(kind);
  const range = { kind: key, namespace, limit: CHUNK };
  let after = parseVersion(options.resourceVersion);
  let nextBookmark = 0;
  const changed = ChangeSignal.create(recent, signal);
  try {
    // Whether its first version is still there only the store can tell.
    let page = await engine.run(readChanges, { ...range, after });
    while (!signal.aborted) {
      for (const change of page.changes) {
        const seen = select(change, labels);
        const object = seen && context.decode(seen.row);
        if (seen && object && !signal.aborted) {
          yield { type: seen.type, object };
        }
      }
      after = page.upTo;
      if (!page.more && !signal.aborted) {
        const now = performance.now();
        if (page.changes.length === 0 && now >= nextBookmark) {
          nextBookmark = now + bookmarkIntervalMs / 2;
          yield { type: 'BOOKMARK', resourceVersion: String(after) };
        }
        await changed.wait(bookmarkIntervalMs);
      }
      if (!signal.aborted) {
        page =
          recent.after(after, key, namespace) ??
          (await engine.run(readChanges, { ...range, after }));
      }
    }
  } finally {
    changed.close();
  }
}

/** What a change is to a watcher of these labels; undefined when it is nothing to it (decision 0002, rule 12). */
function select(
  { type, row, previous }: Change,
  labels: Record<string, string> | undefined,
): { type: Change['type']; row: ResourceRow } | undefined {
  const matched =
    previous !== undefined && matches(previous, labels) ? previous : undefined;
  const matchesNow = type !== 'DELETED' && matches(row.object, labels);
  if (matchesNow) {
    return { type: matched === undefined ? 'ADDED' : 'MODIFIED', row };
  }
  return matched === undefined
    ? undefined
    : { type: 'DELETED', row: { ...row, object: matched } };
}

function matches(
  object: string,
  labels: Record<string, string> | undefined,
): boolean {
  return (
    labels === undefined ||
    matchesLabels(parseStored(object).metadata.labels, labels)
  );
}

function parseVersion(version: string): number {
  if (!/^\d{1,15}$/.test(version)) {
    throw new ResourceVersionExpiredError(
      `resourceVersion: '${version}' is no version of this store: list again`,
    );
  }
  return Number(version);
}
