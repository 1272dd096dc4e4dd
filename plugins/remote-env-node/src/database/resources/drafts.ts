import { isDeepStrictEqual } from 'node:util';
import type {
  NewResource,
  ObjectMeta,
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import { ResourceInvalidError } from '../../ports/errors';
import { bodyOf, mutableMetadata } from '../../resources/contents';
import { assemble, plain, type Draft } from './ObjectCodec';
import type { ResourceRow } from './operations';
import { checkContents, checkSize } from '../../resources/rules';

/** Where a draft belongs; its version comes with the write. */
export type Identity = Omit<ResourceRow, 'object' | 'version'>;

/**
 * What becomes of an object by each kind of write (docs/decisions/0002-resource-store-semantics.md). Pure: from the
 * stored state and the argument to the next state, or a refusal.
 *
 * @throws ResourceInvalidError
 */
export function createDraft<T extends Resource>(
  kind: ResourceKind<T>,
  identity: Identity,
  object: NewResource<T>,
): Draft {
  return checked(kind, identity, {
    metadata: {
      ...(kind.hasStatus && { generation: 1 }),
      creationTimestamp: timestamp(),
      ...mutableMetadata(object.metadata),
    },
    body: bodyOf(object),
  });
}

/** Spec and the caller's part of the metadata from the argument, everything else as it is (rules 4, 5, 14). */
export function updateDraft<T extends Resource>(
  kind: ResourceKind<T>,
  identity: Identity,
  current: Draft,
  object: T,
): Draft {
  const { generation, creationTimestamp, deletionTimestamp } = current.metadata;
  if (deletionTimestamp) {
    refuseNewFinalizers(current, object.metadata);
  }
  const next = checked(kind, identity, {
    metadata: {
      creationTimestamp,
      ...(generation !== undefined && { generation }),
      ...(deletionTimestamp !== undefined && { deletionTimestamp }),
      ...mutableMetadata(object.metadata),
    },
    body: bodyOf(object),
    status: current.status,
  });
  if (
    next.metadata.generation !== undefined &&
    !isDeepStrictEqual(next.body, current.body)
  ) {
    next.metadata.generation += 1;
  }
  return next;
}

/** The whole status from the argument, everything else as it is (rule 4). */
export function statusDraft<T extends Resource>(
  kind: ResourceKind<T>,
  identity: Identity,
  current: Draft,
  object: T,
): Draft {
  const status: unknown = 'status' in object ? object.status : undefined;
  return checked(kind, identity, { ...current, status });
}

/** RFC 3339 in whole seconds, as Kubernetes writes it. */
export function timestamp(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

/** @returns the draft as its schema reads it, without what the schema does not know (rule 7) */
function checked<T extends Resource>(
  kind: ResourceKind<T>,
  identity: Identity,
  draft: Draft,
): Draft {
  const object = assemble(kind, { ...identity, version: 0 }, draft);
  checkContents(object);
  checkSize(JSON.stringify(object));
  return plain({
    metadata: draft.metadata,
    body: bodyOf(object),
    status: 'status' in object ? object.status : undefined,
  });
}

function refuseNewFinalizers(current: Draft, metadata: ObjectMeta): void {
  const known = current.metadata.finalizers ?? [];
  const added = (metadata.finalizers ?? []).find(
    finalizer => !known.includes(finalizer),
  );
  if (added !== undefined) {
    throw new ResourceInvalidError(
      `metadata.finalizers: '${added}' cannot be added while the object is being deleted`,
    );
  }
}
