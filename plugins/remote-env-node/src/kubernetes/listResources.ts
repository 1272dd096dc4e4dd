import { setImmediate } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import type { ListOptions, ResourceList } from '../ports';
import { ContinueTokenExpiredError } from '../ports/errors';
import { collectionPath, labelSelector } from './addresses';
import {
  readContinueToken,
  writeContinueToken,
  type ListPosition,
} from './continueToken';
import type { KubernetesApi } from './KubernetesApi';
import { toPortError } from './portErrors';
import { readOrSkip } from './ResourceCodec';

/** Objects of one request at most; longer lists are put together from several of the same snapshot. */
const CHUNK = 500;

/** An unlimited list that loses its snapshot, which the server keeps for minutes, starts again. */
const ATTEMPTS = 3;

const metadataSchema = z.object({
  resourceVersion: z.string().min(1),
  continue: z.string().optional(),
});

const pageSchema = z.object({
  metadata: metadataSchema,
  // Go writes an empty list as null where nobody made one.
  items: z
    .array(z.unknown())
    .nullable()
    .transform(items => items ?? []),
});

/**
 * Reads a list, or one page of it, as of one version.
 *
 * @throws ContinueTokenExpiredError
 */
export async function listResources<T extends Resource>(
  api: KubernetesApi,
  kind: ResourceKind<T>,
  options: ListOptions,
  logger?: LoggerService,
): Promise<ResourceList<T>> {
  const { mayLag, continue: token } = options;
  if (mayLag && token === undefined) {
    return listFromCache(api, kind, options, logger);
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await listOnce(api, kind, options, logger);
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

/**
 * From what the API server holds of its store, which takes a third of the time, in one answer: servers before 1.31 read
 * every object anew from etcd otherwise. It is read item by item, for ten thousand come with 25 MB.
 */
async function listFromCache<T extends Resource>(
  api: KubernetesApi,
  kind: ResourceKind<T>,
  { namespace, labels }: ListOptions,
  logger: LoggerService | undefined,
): Promise<ResourceList<T>> {
  try {
    const { metadata, items } = await api.requestItems(
      {
        method: 'GET',
        path: collectionPath(kind, namespace),
        query: { labelSelector: labelSelector(labels), resourceVersion: '0' },
        uncompressed: true,
      },
      item => readOrSkip(kind, item, logger),
    );
    const { resourceVersion } = metadataSchema.parse(metadata);
    // Caches of older servers keep no order.
    return { items: items.sort(byPath), resourceVersion };
  } catch (error) {
    throw toListError(error, kind, namespace);
  }
}

function byPath({ metadata: a }: Resource, { metadata: b }: Resource): number {
  const [one, other] = [`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`];
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}

async function listOnce<T extends Resource>(
  api: KubernetesApi,
  kind: ResourceKind<T>,
  options: ListOptions,
  logger: LoggerService | undefined,
): Promise<ResourceList<T>> {
  let position: ListPosition | undefined =
    options.continue === undefined
      ? undefined
      : readContinueToken(kind, options, options.continue);
  let left = options.limit || Number.POSITIVE_INFINITY;
  const items: T[] = [];
  for (;;) {
    const page = await readPage(api, kind, options, {
      limit: Math.min(left, CHUNK),
      token: position?.token,
    });
    for (const item of page.items) {
      const object = readOrSkip(kind, item, logger);
      if (object) {
        items.push(object);
      }
    }
    left -= page.items.length;
    const version = position?.version ?? page.metadata.resourceVersion;
    const { continue: token } = page.metadata;
    if (!token) {
      return { items, resourceVersion: version };
    }
    position = { token, version };
    if (left <= 0) {
      return {
        items,
        resourceVersion: version,
        continue: writeContinueToken(kind, options, position),
      };
    }
    // Long lists leave the event loop to others in between.
    await setImmediate();
  }
}

async function readPage(
  api: KubernetesApi,
  kind: ResourceKind,
  { namespace, labels }: ListOptions,
  { limit, token }: { limit: number; token?: string },
): Promise<z.infer<typeof pageSchema>> {
  try {
    const answer = await api.request({
      method: 'GET',
      path: collectionPath(kind, namespace),
      query: {
        limit: String(limit),
        continue: token,
        // The token carries the version; without one the newest state is read.
        labelSelector: labelSelector(labels),
      },
    });
    return pageSchema.parse(answer);
  } catch (error) {
    throw toListError(error, kind, namespace);
  }
}

function toListError(
  error: unknown,
  kind: ResourceKind,
  namespace: string | undefined,
): Error {
  return toPortError(error, {
    verb: 'list',
    kind,
    path: namespace ?? 'of all namespaces',
  });
}
