import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import type { ProjectedRow, ProjectionTable } from './ProjectionTable';

const PAGE = 500;
/** Long enough for a change on its way from the store to the index. */
const SETTLING_MS = 1_000;
/** Names in a report for each kind. */
const MAX_EXAMPLES = 20;

/**
 * | difference | means |
 * |---|---|
 * | `missing` | the store has the object, the index has no row of it |
 * | `extra` | the index has a row, the store has no such object |
 * | `outdated` | the row shows another version of the object |
 * | `altered` | the row shows this version, but its content or its labels are not those of the object |
 */
export type IndexDifference = 'missing' | 'extra' | 'outdated' | 'altered';

/** How the rows of one kind compare with the store. */
export interface KindComparison {
  kind: string;
  /** In the store. */
  objects: number;
  /** In the index. */
  rows: number;
  differences: Record<IndexDifference, number>;
  /** The first of them. */
  examples: { name: string; difference: IndexDifference }[];
}

interface Compared<T extends Resource> {
  kind: ResourceKind<T>;
  store: ResourceStore;
  namespace: string;
  table: ProjectionTable<T>;
  signal: AbortSignal;
}

interface Pass {
  objects: number;
  rows: number;
  /** By name; with what was compared, so that a second pass can tell whether it met the same. */
  found: Map<string, { difference: IndexDifference; between: string }>;
}

/**
 * Compares twice, with a pause between: what is a difference both times, between the same two versions, is one; the
 * others were changes on their way.
 */
export async function compareKind<T extends Resource>(
  compared: Compared<T>,
): Promise<KindComparison> {
  const first = await pass(compared);
  if (first.found.size === 0) {
    return report(compared.kind.kind, first);
  }
  await delay(SETTLING_MS, undefined, { signal: compared.signal });
  const second = await pass(compared);
  for (const [name, { between }] of second.found) {
    if (first.found.get(name)?.between !== between) {
      second.found.delete(name);
    }
  }
  return report(compared.kind.kind, second);
}

async function pass<T extends Resource>({
  kind,
  store,
  namespace,
  table,
  signal,
}: Compared<T>): Promise<Pass> {
  const found: Pass['found'] = new Map();
  const versions = await table.versions();
  const listed = new Set<string>();
  let next: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await store.list(kind, {
      namespace,
      limit: PAGE,
      continue: next,
    });
    const names = page.items.map(item => item.metadata.name);
    const rows = await table.rows(names);
    const labels = await table.labels(names);
    for (const object of page.items) {
      const { name } = object.metadata;
      listed.add(name);
      const row = rows.get(name);
      const hasItsLabels = labels.get(name) === table.labelsOf(object);
      const difference =
        differenceOf(row, table.rowOf(object)) ??
        (hasItsLabels ? undefined : 'altered');
      if (difference) {
        const between = `${difference} ${row?.version} ${table.versionOf(
          object,
        )}`;
        found.set(name, { difference, between });
      }
    }
    next = page.continue;
  } while (next !== undefined);
  for (const [name, version] of versions) {
    if (!listed.has(name)) {
      found.set(name, { difference: 'extra', between: `extra ${version}` });
    }
  }
  return { objects: listed.size, rows: versions.size, found };
}

function differenceOf(
  row: ProjectedRow | undefined,
  wanted: ProjectedRow,
): IndexDifference | undefined {
  if (!row) {
    return 'missing';
  }
  if (row.version !== wanted.version) {
    return 'outdated';
  }
  const same = Object.entries(wanted).every(([column, value]) =>
    column === 'document'
      ? isSameDocument(String(row[column]), String(value))
      : isSameValue(row[column], value),
  );
  return same ? undefined : 'altered';
}

/** SQLite has no truth values but numbers. */
function isSameValue(
  actual: ProjectedRow[string] | undefined,
  wanted: ProjectedRow[string],
): boolean {
  return typeof wanted === 'boolean'
    ? Number(actual) === Number(wanted)
    : actual === wanted;
}

/** A store may give the keys of one object in another order when it is asked in another way. */
function isSameDocument(actual: string, wanted: string): boolean {
  if (actual === wanted) {
    return true;
  }
  try {
    return isDeepStrictEqual(JSON.parse(actual), JSON.parse(wanted));
  } catch {
    return false;
  }
}

function report(kind: string, { objects, rows, found }: Pass): KindComparison {
  const differences = { missing: 0, extra: 0, outdated: 0, altered: 0 };
  const examples: KindComparison['examples'] = [];
  for (const [name, { difference }] of found) {
    differences[difference] += 1;
    if (examples.length < MAX_EXAMPLES) {
      examples.push({ name, difference });
    }
  }
  return { kind, objects, rows, differences, examples };
}
