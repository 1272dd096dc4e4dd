import { isDeepStrictEqual } from 'node:util';
import {
  RemoteEnvironmentKind,
  SERVICE_IDS_ANNOTATION,
  type NewObjectMeta,
  type OwnerReference,
  type Resource,
} from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import { bodyOf, mutableMetadata, type Body } from '../resources/contents';
import type { Namespaces } from './kinds';

/** Kinds whose uids others name. */
const NAMED: ReadonlySet<string> = new Set([
  'RemoteEnvironment',
  'RemoteService',
]);

/** An object as it has to be in another installation; what a store fills in is not part of it. */
export interface Translated {
  apiVersion: string;
  kind: string;
  metadata: NewObjectMeta;
  body: Body;
  status: unknown;
  /** It is being deleted, and waits for its finalizers. */
  terminating: boolean;
}

const namesEnvironment = z.looseObject({
  spec: z.looseObject({ environment: z.looseObject({ uid: z.string() }) }),
});

/**
 * Says things of one installation in the terms of another: the names of its own namespaces, and uids, which every store
 * gives anew. A uid counts in owner references and in `spec.environment` (architecture, "Identity and authority").
 */
export class Translation {
  readonly #namespaces: ReadonlyMap<string, string>;
  readonly #uids = new Map<string, string>();

  constructor(from: Namespaces, to: Namespaces) {
    this.#namespaces = new Map([
      [from.authority, to.authority],
      [from.system, to.system],
    ]);
  }

  /** @param theirs - the object that stands for ours there */
  learn(ours: Resource, theirs: Resource): void {
    if (NAMED.has(ours.kind)) {
      this.#uids.set(ours.metadata.uid, theirs.metadata.uid);
    }
  }

  namespace(name: string): string {
    return this.#namespaces.get(name) ?? name;
  }

  /**
   * Owners have to be learned before. A uid that belongs to nothing that came along, such as that of a deleted
   * environment in the record of a certificate, stays as it is: nothing will ever have it again.
   */
  of(object: Resource): Translated {
    const { apiVersion, kind, metadata } = object;
    const {
      ownerReferences = [],
      annotations,
      ...others
    } = mutableMetadata(metadata);
    const owners = ownerReferences.flatMap(owner => this.#owner(owner));
    const ours = {
      ...(kind === RemoteEnvironmentKind.kind && {
        [SERVICE_IDS_ANNOTATION]: metadata.uid,
      }),
      ...annotations,
    };
    return {
      apiVersion,
      kind,
      metadata: {
        namespace: this.namespace(metadata.namespace),
        name: metadata.name,
        ...others,
        ...(Object.keys(ours).length > 0 && { annotations: ours }),
        ...(owners.length > 0 && { ownerReferences: owners }),
      },
      body: this.#body(object),
      status: statusOf(object),
      terminating: metadata.deletionTimestamp !== undefined,
    };
  }

  /** An owner that did not come along, because it is none of ours, would have the object collected. */
  #owner(owner: OwnerReference): OwnerReference[] {
    const uid = this.#uids.get(owner.uid);
    return uid === undefined ? [] : [{ ...owner, uid }];
  }

  #body(object: Resource): Body {
    const body = bodyOf(object);
    const named = namesEnvironment.safeParse(body);
    if (named.success) {
      const { spec } = named.data;
      const uid = this.#uids.get(spec.environment.uid);
      if (uid !== undefined) {
        return {
          ...body,
          spec: { ...spec, environment: { ...spec.environment, uid } },
        };
      }
    }
    return body;
  }
}

/** @returns in which of its parts a stored object is not the one that was wanted */
export function differences(wanted: Translated, stored: Resource): string[] {
  const found = plain(stored);
  return differing('metadata', wanted.metadata, found.metadata)
    .concat(differing('contents', withDefaults(wanted), withDefaults(found)))
    .concat(differing('status', wanted.status, found.status))
    .concat(differing('deletion', wanted.terminating, found.terminating));
}

function plain(object: Resource): Translated {
  const { apiVersion, kind, metadata } = object;
  return {
    apiVersion,
    kind,
    metadata: {
      namespace: metadata.namespace,
      name: metadata.name,
      ...mutableMetadata(metadata),
    },
    body: bodyOf(object),
    status: statusOf(object),
    terminating: metadata.deletionTimestamp !== undefined,
  };
}

/** Kubernetes gives a Secret without a type this one (API reference, `Secret`). */
function withDefaults({ kind, body }: Translated): Body {
  return kind === 'Secret' ? { type: 'Opaque', data: {}, ...body } : body;
}

/** Empty is absent. */
export function statusOf(object: Resource): unknown {
  const status: unknown = 'status' in object ? object.status : undefined;
  return isDeepStrictEqual(status, {}) ? undefined : status;
}

function differing(part: string, wanted: unknown, found: unknown): string[] {
  return isDeepStrictEqual(wanted, found) ? [] : [part];
}
