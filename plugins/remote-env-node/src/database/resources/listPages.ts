import { setImmediate } from 'node:timers/promises';
import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type { ListOptions, ResourceList } from '../../ports';
import { ContinueTokenExpiredError } from '../../ports/errors';
import type { DatabaseEngine } from '../engine/DatabaseEngine';
import {
  readContinueToken,
  writeContinueToken,
  type ListQuery,
} from './continueToken';
import { listResources, type ResourceRow } from './operations';
import { kindKey } from './storedObject';

/** Rows that one read brings at most; longer lists are put together from several of the same snapshot. */
const CHUNK = 250;

/** Reading long lists leaves the event loop to others after this long. */
const SLICE_MS = 10;

/** An unlimited list that loses its snapshot to a flood of writes starts again. */
const ATTEMPTS = 5;

/**
 * Reads a list, or one page of it, as of one version.
 *
 * @param decode - gives undefined for what has to be left out
 * @throws ContinueTokenExpiredError
 */
export async function listPages<T extends Resource>(
  engine: DatabaseEngine,
  kind: ResourceKind<T>,
  options: ListOptions,
  decode: (row: ResourceRow) => T | undefined,
): Promise<ResourceList<T>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await listOnce(engine, kind, options, decode);
    } catch (error) {
      const mayRetry =
        error instanceof ContinueTokenExpiredError &&
        options.continue === undefined &&
        attempt < ATTEMPTS;
      if (!mayRetry) {
        throw error;
      }
    }
  }
}

async function listOnce<T extends Resource>(
  engine: DatabaseEngine,
  kind: ResourceKind<T>,
  options: ListOptions,
  decode: (row: ResourceRow) => T | undefined,
): Promise<ResourceList<T>> {
  const query: ListQuery = {
    kind: kindKey(kind),
    namespace: options.namespace,
    labels: options.labels ?? {},
  };
  const start =
    options.continue === undefined
      ? undefined
      : readContinueToken(query, options.continue);
  let snapshot = start?.version;
  let after = start?.path;
  let left = options.limit || Number.POSITIVE_INFINITY;
  const items: T[] = [];
  for (;;) {
    const page = await engine.run(listResources, {
      ...query,
      limit: Math.min(left, CHUNK),
      after,
      snapshot,
    });
    await decodeInSlices(page.rows, decode, items);
    snapshot = page.version;
    after = page.rows.at(-1)?.path;
    left -= page.rows.length;
    if (!page.more || after === undefined) {
      return { items, resourceVersion: String(snapshot) };
    }
    if (left <= 0) {
      return {
        items,
        resourceVersion: String(snapshot),
        continue: writeContinueToken(query, { version: snapshot, path: after }),
      };
    }
  }
}

async function decodeInSlices<T>(
  rows: ResourceRow[],
  decode: (row: ResourceRow) => T | undefined,
  into: T[],
): Promise<void> {
  let sliceStart = performance.now();
  for (const row of rows) {
    const object = decode(row);
    if (object !== undefined) {
      into.push(object);
    }
    if (performance.now() - sliceStart > SLICE_MS) {
      await setImmediate();
      sliceStart = performance.now();
    }
  }
}
