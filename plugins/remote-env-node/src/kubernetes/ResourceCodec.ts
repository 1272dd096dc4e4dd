import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  NewResource,
  ObjectMeta,
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import type { ResourceName } from '../ports';
import { ResourceInvalidError, StoreUnavailableError } from '../ports/errors';
import { bodyOf, mutableMetadata, schemaProblems } from '../resources/contents';
import { checkContents, checkMetadata, checkSize } from '../resources/rules';
import { mergePatch } from './mergePatch';

/** Enough of any object to name it in a message. */
const anyObjectSchema = z.looseObject({
  metadata: z.looseObject({ namespace: z.string(), name: z.string() }),
});

/** What only the server fills in, for objects that it has not seen. */
const UNSET: Pick<ObjectMeta, 'uid' | 'resourceVersion' | 'creationTimestamp'> =
  { uid: '-', resourceVersion: '0', creationTimestamp: '-' };

/** @throws ResourceInvalidError when it breaks the schema of its kind */
export function readObject<T extends Resource>(
  kind: ResourceKind<T>,
  answer: unknown,
): T {
  const object = anyObjectSchema.safeParse(answer);
  if (!object.success) {
    throw new StoreUnavailableError(
      `The API server answered with something else than a ${kind.kind}`,
    );
  }
  return parse(kind, object.data);
}

/** @returns undefined, after a warning, for an object that breaks its schema */
export function readOrSkip<T extends Resource>(
  kind: ResourceKind<T>,
  answer: unknown,
  logger: LoggerService | undefined,
): T | undefined {
  try {
    return readObject(kind, answer);
  } catch (error) {
    if (error instanceof ResourceInvalidError) {
      logger?.warn(`Left out: ${error.message}`);
      return undefined;
    }
    throw error;
  }
}

/** The body that creates an object: its own fields and the caller's part of the metadata. */
export function creationOf<T extends Resource>(
  kind: ResourceKind<T>,
  object: NewResource<T>,
): object {
  checkMetadata(object.metadata);
  const { namespace, name } = object.metadata;
  const metadata = { namespace, name, ...mutableMetadata(object.metadata) };
  const { apiVersion } = kind;
  const checked = check(kind, {
    ...bodyOf(object),
    metadata: { ...metadata, ...UNSET },
  });
  return { apiVersion, kind: kind.kind, metadata, ...bodyOf(checked) };
}

/**
 * The change from the stored state to the wanted one: spec or data and the caller's part of the metadata.
 *
 * @returns undefined when there is none
 */
export function changeOf<T extends Resource>(
  kind: ResourceKind<T>,
  current: T,
  object: T,
): object | undefined {
  checkMetadata(object.metadata);
  const metadata = mutableMetadata(object.metadata);
  const { labels, annotations, finalizers, ownerReferences, ...others } =
    current.metadata;
  const next = check(kind, {
    ...bodyOf(object),
    metadata: { ...others, ...metadata },
    ...statusOf(current),
  });
  return patchOf(
    current,
    { metadata: mutableMetadata(current.metadata), ...bodyOf(current) },
    { metadata, ...bodyOf(next) },
  );
}

/**
 * The change of the status alone, whole (decision 0002, rule 4).
 *
 * @returns undefined when there is none
 */
export function statusChangeOf<T extends Resource>(
  kind: ResourceKind<T>,
  current: T,
  object: T,
): object | undefined {
  const next = check(kind, {
    ...bodyOf(current),
    metadata: current.metadata,
    ...statusOf(object),
  });
  return patchOf(current, statusOf(current), statusOf(next));
}

function patchOf(
  { metadata: { resourceVersion } }: Resource,
  from: object,
  to: object,
): object | undefined {
  const patch = z
    .looseObject({ metadata: z.looseObject({}).optional() })
    .optional()
    .parse(mergePatch(plain(from), plain(to)));
  return (
    patch && { ...patch, metadata: { ...patch.metadata, resourceVersion } }
  );
}

function statusOf(object: object): { status?: unknown } {
  return 'status' in object && object.status !== undefined
    ? { status: object.status }
    : {};
}

/** @returns the object as its schema reads it, without what the schema does not know (rule 7) */
function check<T extends Resource>(
  kind: ResourceKind<T>,
  object: { metadata: ResourceName },
): T {
  const parsed = parse(kind, plain(object));
  checkContents(parsed);
  checkSize(JSON.stringify(parsed));
  return parsed;
}

function parse<T extends Resource>(
  kind: ResourceKind<T>,
  object: { metadata: ResourceName },
): T {
  // The items of a list of Secrets lack their kind.
  const { apiVersion, kind: name } = kind;
  const parsed = kind.schema.safeParse({ ...object, apiVersion, kind: name });
  if (!parsed.success) {
    const { metadata } = object;
    throw new ResourceInvalidError(
      `${name} ${metadata.namespace}/${
        metadata.name
      } breaks its schema: ${schemaProblems(parsed.error)}`,
    );
  }
  return parsed.data;
}

function plain<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
