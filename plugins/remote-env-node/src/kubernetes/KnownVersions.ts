import {
  SecretKind,
  type Resource,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import { LRUCache } from 'lru-cache';
import { readObject } from './ResourceCodec';

const MAX_OBJECTS = 1000;
/** Characters. */
const MAX_SIZE = 8 * 1024 * 1024;

type Version = Pick<Resource['metadata'], 'uid' | 'resourceVersion'>;

/**
 * Versions of objects that the API server has answered with lately. A version never changes, so what is to be written
 * can be compared with it without asking again; whether it is still the last one, the server says. Secrets are not
 * kept.
 */
export class KnownVersions {
  readonly #bodies = new LRUCache<string, string>({
    max: MAX_OBJECTS,
    maxSize: MAX_SIZE,
    sizeCalculation: body => body.length,
  });

  static create(): KnownVersions {
    return new KnownVersions();
  }

  private constructor() {}

  /** @param answer - of the server, from which the object was read */
  keep(kind: ResourceKind, { metadata }: Resource, answer: unknown): void {
    if (kind.kind !== SecretKind.kind) {
      this.#bodies.set(keyOf(metadata), JSON.stringify(answer));
    }
  }

  get<T extends Resource>(
    kind: ResourceKind<T>,
    version: Version,
  ): T | undefined {
    const body = this.#bodies.get(keyOf(version));
    return body === undefined ? undefined : readObject(kind, JSON.parse(body));
  }
}

function keyOf({ uid, resourceVersion }: Version): string {
  return `${uid}@${resourceVersion}`;
}
