import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Resource } from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import type { ObjectEvent, ObjectEvents } from '../ports';
import { StoreUnavailableError } from '../ports/errors';
import { ApiRefusal } from './ApiRefusal';
import type { KubernetesApi } from './KubernetesApi';

const MERGE_PATCH = 'application/merge-patch+json';
/** Limits of events.k8s.io/v1. */
const MAX_NOTE = 1024;
const MAX_INSTANCE = 128;
const MAX_NAME = 253;

const CONTROLLER = 'remote-env.dev/portal';

const recordedSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  series: z.object({ count: z.number().int() }).nullish(),
});

/**
 * Events of the API events.k8s.io/v1, which every server from 1.19 on has. The name of an event follows from what it
 * says about which object, so that a repetition, by whichever portal, counts up the one that is there instead of
 * making another. That takes no right to read events: a patch of nothing answers with the event.
 */
export class KubernetesObjectEvents implements ObjectEvents {
  readonly #api: KubernetesApi;

  static create(api: KubernetesApi): KubernetesObjectEvents {
    return new KubernetesObjectEvents(api);
  }

  private constructor(api: KubernetesApi) {
    this.#api = api;
  }

  async record(event: ObjectEvent): Promise<void> {
    const { object, type, reason, message } = event;
    const { namespace } = object.metadata;
    const collection = `/apis/events.k8s.io/v1/namespaces/${encodeURIComponent(
      namespace,
    )}/events`;
    const name = nameOf(event);
    try {
      await this.#api.request({
        method: 'POST',
        path: collection,
        body: {
          apiVersion: 'events.k8s.io/v1',
          kind: 'Event',
          metadata: { namespace, name },
          eventTime: microTime(),
          reportingController: CONTROLLER,
          reportingInstance: hostname().slice(0, MAX_INSTANCE) || 'portal',
          action: reason,
          reason,
          regarding: referenceTo(object),
          note: message.slice(0, MAX_NOTE),
          type,
        },
      });
    } catch (error) {
      if (!(error instanceof ApiRefusal && error.code === 409)) {
        throw unavailable(error);
      }
      await this.#countUp(`${collection}/${encodeURIComponent(name)}`);
    }
  }

  async close(): Promise<void> {
    await this.#api.close();
  }

  async #countUp(path: string): Promise<void> {
    const patch = (body: object) =>
      this.#api.request({
        method: 'PATCH',
        path,
        body,
        contentType: MERGE_PATCH,
      });
    try {
      const { metadata, series } = recordedSchema.parse(await patch({}));
      await patch({
        metadata: { resourceVersion: metadata.resourceVersion },
        series: {
          count: (series?.count ?? 1) + 1,
          lastObservedTime: microTime(),
        },
      });
    } catch (error) {
      // Somebody else has just counted, or the event has expired meanwhile: it was told, and that is enough.
      const told =
        error instanceof ApiRefusal &&
        (error.code === 409 || error.code === 404);
      if (!told) {
        throw unavailable(error);
      }
    }
  }
}

function nameOf({ object, type, reason, message }: ObjectEvent): string {
  const { name, uid } = object.metadata;
  const digest = createHash('sha256')
    .update(JSON.stringify([object.kind, uid, type, reason, message]))
    .digest('hex')
    .slice(0, 16);
  return `${name.slice(0, MAX_NAME - digest.length - 1)}.${digest}`;
}

function referenceTo({ apiVersion, kind, metadata }: Resource) {
  const { namespace, name, uid } = metadata;
  return { apiVersion, kind, namespace, name, uid };
}

/** RFC 3339 with microseconds, as `MicroTime` demands. */
function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

function unavailable(error: unknown): StoreUnavailableError {
  return new StoreUnavailableError(
    `The event cannot be recorded: ${
      error instanceof Error ? error.message : error
    }`,
    { cause: error },
  );
}
