import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import type { WatchEvent, WatchOptions } from '../ports';
import { ResourceVersionExpiredError } from '../ports/errors';
import { collectionPath, labelSelector } from './addresses';
import { ApiRefusal } from './ApiRefusal';
import type { PooledKubeConfig } from './PooledKubeConfig';
import { toPortError } from './portErrors';
import { readOrSkip } from './ResourceCodec';
import {
  MAX_STREAM_SECONDS,
  WatchStream,
  type RawWatchEvent,
} from './WatchStream';

export interface WatchContext<T extends Resource> {
  config: PooledKubeConfig;
  kind: ResourceKind<T>;
  options: WatchOptions;
  /** A stream ends after about this long and is opened again, which shows that the server is there. */
  streamSeconds: number;
  logger?: LoggerService;
}

/** First and last delay between two tries while the server is away. */
const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 5000;

const versionedSchema = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string().min(1) }),
});

/**
 * Follows a kind from a version on, over as many streams as it takes. Each begins after the last version that the one
 * before brought, so that nothing is missed and nothing comes twice. What is queued is read to its end before the next
 * stream opens.
 *
 * An accepted stream is a `BOOKMARK` of the version that it begins from: bookmarks of the server never come while
 * nothing happens, but a view is known to be current whenever the server has taken its version.
 */
export async function* watchResources<T extends Resource>(
  context: WatchContext<T>,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  const { config, kind, options, logger } = context;
  const { namespace, signal } = options;
  let version = checkedVersion(options.resourceVersion);
  let delay = FIRST_DELAY_MS;
  while (!signal.aborted) {
    let stream: WatchStream | undefined;
    const { generation } = config;
    try {
      stream = await openStream(context, version);
      delay = FIRST_DELAY_MS;
      if (!signal.aborted) {
        yield { type: 'BOOKMARK', resourceVersion: version };
      }
      let events = await stream.next();
      while (events.length > 0 && !signal.aborted) {
        for (const raw of events) {
          version = versionedSchema.parse(raw.object).metadata.resourceVersion;
          const event = toEvent(context, raw, version);
          if (event && !signal.aborted) {
            yield event;
          }
        }
        events = await stream.next();
      }
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (!isPassing(error)) {
        throw toPortError(error, {
          verb: 'watch',
          kind,
          path: namespace ?? 'of all namespaces',
        });
      }
      logger?.info(
        `The watch of ${kind.plural} broke and is taken up again: ${error}`,
      );
      if (!(error instanceof ApiRefusal)) {
        config.reconnect(generation);
      }
      await pause(delay * (0.5 + Math.random()), signal);
      delay = Math.min(delay * 2, LAST_DELAY_MS);
    } finally {
      stream?.close();
    }
  }
}

function openStream(
  { config, kind, options, streamSeconds }: WatchContext<Resource>,
  resourceVersion: string,
): Promise<WatchStream> {
  const { namespace, labels, signal } = options;
  return WatchStream.open(
    {
      config,
      path: collectionPath(kind, namespace),
      query: { resourceVersion, labelSelector: labelSelector(labels) },
      seconds: spread(Math.min(streamSeconds, MAX_STREAM_SECONDS)),
    },
    signal,
  );
}

/** Many watchers should not all come back in the same second. */
function spread(seconds: number): number {
  return Math.max(1, Math.round(seconds * (0.8 + 0.2 * Math.random())));
}

function toEvent<T extends Resource>(
  { kind, logger }: WatchContext<T>,
  { type, object }: RawWatchEvent,
  resourceVersion: string,
): WatchEvent<T> | undefined {
  if (type === 'BOOKMARK') {
    return { type, resourceVersion };
  }
  const read = readOrSkip(kind, object, logger);
  return read && { type, object: read };
}

/** Whether the same may go well in a moment: the server is away, overloaded, or broke the stream. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiRefusal
    ? error.isTransient && !error.isExpired
    : !(error instanceof z.ZodError);
}

/** Zero and nothing mean "any version" to a server: a watch from there would repeat everything. */
function checkedVersion(version: string): string {
  if (!/^[1-9]\d*$/.test(version)) {
    throw new ResourceVersionExpiredError(
      `resourceVersion: '${version}' is no version of this store: list again`,
    );
  }
  return version;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => {});
}
