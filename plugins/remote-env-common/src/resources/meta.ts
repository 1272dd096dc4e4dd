import { z } from 'zod';

/** API group and version of all resources of ours. */
export const API_VERSION = 'remote-env.dev/v1alpha1';

/** Points from a dependent to the object that owns it; both live in one namespace. */
export const ownerReferenceSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.boolean().optional(),
  blockOwnerDeletion: z.boolean().optional(),
});

/** Metadata as the store returns it: everything the store itself fills in is present. */
export const objectMetaSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  uid: z.string(),
  /** Opaque. Compare for equality only. */
  resourceVersion: z.string(),
  /** Grows with each change of the spec; absent where a kind has no status (Secrets). */
  generation: z.number().int().optional(),
  /** RFC 3339, seconds. */
  creationTimestamp: z.string(),
  deletionTimestamp: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  finalizers: z.array(z.string()).optional(),
  ownerReferences: z.array(ownerReferenceSchema).optional(),
});

/** Without what tells others what an object is and whose. */
const slimMetaSchema = objectMetaSchema.omit({
  labels: true,
  annotations: true,
  finalizers: true,
  ownerReferences: true,
});

/** A condition in the Kubernetes style. */
export const conditionSchema = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string(),
  message: z.string().optional(),
  lastTransitionTime: z.string(),
  observedGeneration: z.number().int().optional(),
});

export type OwnerReference = z.infer<typeof ownerReferenceSchema>;
export type ObjectMeta = z.infer<typeof objectMetaSchema>;
export type Condition = z.infer<typeof conditionSchema>;

/** What every stored object has; a kind adds its own fields (`spec`, `status`, `data`). */
export interface Resource {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/**
 * Describes one kind to a store: how it is addressed, and the schema by which
 * whatever comes back is parsed before anybody sees it.
 */
export interface ResourceKind<T extends Resource = Resource> {
  readonly apiVersion: string;
  readonly kind: string;
  /** Lower case, as in the URL of an API server. */
  readonly plural: string;
  /** Whether `status` is a subresource with its own update. */
  readonly hasStatus: boolean;
  /** Whether the payload has to be encrypted by stores that do not do so themselves. */
  readonly sensitive: boolean;
  readonly schema: z.ZodType<T>;
}

/** Metadata that a caller may give on creation; the store fills in the rest. */
export type NewObjectMeta = Pick<ObjectMeta, 'name' | 'namespace'> &
  Partial<
    Pick<
      ObjectMeta,
      'labels' | 'annotations' | 'finalizers' | 'ownerReferences'
    >
  >;

/** An object before its creation. `status` cannot be given: it starts empty. */
export type NewResource<T extends Resource> = Omit<T, 'metadata' | 'status'> & {
  metadata: NewObjectMeta;
};

interface KindOptions<S extends z.ZodType, U extends z.ZodType> {
  kind: string;
  plural: string;
  spec: S;
  status: U;
}

/** Helper for declaring a kind of ours with `spec` and `status`. */
export function defineKind<S extends z.ZodType, U extends z.ZodType>(
  options: KindOptions<S, U>,
) {
  return kindWith(objectMetaSchema, options);
}

/** The same objects for those who keep very many of them: such a kind cannot be written. */
export function defineSlimKind<S extends z.ZodType, U extends z.ZodType>(
  options: KindOptions<S, U>,
) {
  return kindWith(slimMetaSchema, options);
}

function kindWith<
  M extends z.ZodType,
  S extends z.ZodType,
  U extends z.ZodType,
>(metadata: M, options: KindOptions<S, U>) {
  const schema = z.object({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal(options.kind),
    metadata,
    spec: options.spec,
    status: options.status.optional(),
  });
  return {
    apiVersion: API_VERSION,
    kind: options.kind,
    plural: options.plural,
    hasStatus: true,
    sensitive: false,
    schema,
  } as const;
}
