import type {
  NewObjectMeta,
  ObjectMeta,
} from '@remote-env/plugin-remote-env-common';
import type { z } from 'zod';

/** The contents of an object, apart from kind, metadata and status. */
export type Body = Record<string, unknown>;

/** @returns what of an object is neither kind nor metadata nor status, as plain JSON */
export function bodyOf(object: object): Body {
  const body: Body = JSON.parse(JSON.stringify(object));
  for (const field of ['apiVersion', 'kind', 'metadata', 'status']) {
    delete body[field];
  }
  return body;
}

/** @returns the part of the metadata that belongs to the caller, without what is empty */
export function mutableMetadata(
  metadata: NewObjectMeta | ObjectMeta,
): Pick<
  ObjectMeta,
  'labels' | 'annotations' | 'finalizers' | 'ownerReferences'
> {
  const { labels, annotations, finalizers, ownerReferences } = metadata;
  return {
    ...(Object.keys(labels ?? {}).length > 0 && { labels }),
    ...(Object.keys(annotations ?? {}).length > 0 && { annotations }),
    ...(finalizers?.length && { finalizers: [...new Set(finalizers)] }),
    ...(ownerReferences?.length && { ownerReferences }),
  };
}

/** @returns which fields break a schema, and how, in one line */
export function schemaProblems(error: z.ZodError): string {
  return error.issues
    .map(issue => `${issue.path.join('.') || 'object'}: ${issue.message}`)
    .join('; ');
}
