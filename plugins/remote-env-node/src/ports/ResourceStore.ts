import type {
  NewResource,
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';

/** Addresses one object. */
export interface ResourceName {
  namespace: string;
  name: string;
}

/** What must hold at the moment of deletion. */
export interface DeletePreconditions {
  uid?: string;
  resourceVersion?: string;
}

export interface ListOptions {
  /** Absent: all namespaces. */
  namespace?: string;
  /** Every label must be present with exactly this value. */
  labels?: Record<string, string>;
  /** At most this many objects a page; absent: all. */
  limit?: number;
  /** From the page before. */
  continue?: string;
  /**
   * The list may lack the latest changes, and come whole whatever the limit, where the store has it at less cost that
   * way: a watch from its version brings them at once. Not for what must not be seen any more the moment that it was
   * taken away. Default false.
   */
  mayLag?: boolean;
}

export interface ResourceList<T extends Resource> {
  /** Ordered by namespace, then name. */
  items: T[];
  /** Watch from here to see every later change; for a paged list the version of its first page. */
  resourceVersion: string;
  /** Present while there are more. */
  continue?: string;
}

export interface WatchOptions {
  namespace?: string;
  labels?: Record<string, string>;
  /** Changes after this version, from a list or an earlier event or bookmark. */
  resourceVersion: string;
  signal: AbortSignal;
}

export type WatchEvent<T extends Resource> =
  /** `DELETED` carries the last state, with the version of the deletion; an object that leaves the label selection is `DELETED` too. */
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T }
  /** Everything up to this version has been seen. */
  | { type: 'BOOKMARK'; resourceVersion: string };

/**
 * Kubernetes-shaped objects with optimistic concurrency. One contract suite (`testing/resourceStoreContract`)
 * fixes the semantics for every adapter; `docs/decisions/0002-resource-store-semantics.md` says what was
 * observed on a real API server and is promised here.
 *
 * Every method may reject with `StoreUnavailableError`; whatever is read is parsed by the kind's schema, and an
 * object that breaks it is `ResourceInvalidError` for `get`, and left out with a warning in `list` and `watch`.
 */
export interface ResourceStore {
  /**
   * @throws ResourceExistsError when the name is taken (also by an object that is being deleted)
   * @throws ResourceInvalidError when it breaks the schema or a rule of names, labels or size
   */
  create<T extends Resource>(
    kind: ResourceKind<T>,
    object: NewResource<T>,
  ): Promise<T>;

  get<T extends Resource>(
    kind: ResourceKind<T>,
    name: ResourceName,
  ): Promise<T | undefined>;

  /** @throws ContinueTokenExpiredError */
  list<T extends Resource>(
    kind: ResourceKind<T>,
    options?: ListOptions,
  ): Promise<ResourceList<T>>;

  /**
   * Replaces spec (or data) and the mutable metadata (labels, annotations, finalizers, owner references);
   * `status` in the argument is ignored. `metadata.resourceVersion` must be the stored one. A change of nothing
   * keeps the version. Removing the last finalizer of an object that is being deleted completes its deletion.
   *
   * @throws ResourceConflictError, ResourceNotFoundError, ResourceInvalidError
   */
  update<T extends Resource>(kind: ResourceKind<T>, object: T): Promise<T>;

  /** Replaces `status` only; everything else in the argument but name, uid and version is ignored. */
  updateStatus<T extends Resource>(
    kind: ResourceKind<T>,
    object: T,
  ): Promise<T>;

  /**
   * Deletes at once, or, while it has finalizers, sets `deletionTimestamp`. Objects whose owners are all gone
   * follow (same namespace only), eventually. Deleting what is not there throws ResourceNotFoundError.
   *
   * @throws ResourceNotFoundError, ResourceConflictError when a precondition does not hold
   */
  delete<T extends Resource>(
    kind: ResourceKind<T>,
    name: ResourceName,
    preconditions?: DeletePreconditions,
  ): Promise<void>;

  /**
   * Every change after `resourceVersion`, in order for each object, none missed, until the signal aborts (the
   * iteration then ends). A change made by another process arrives within 250 ms.
   *
   * @throws ResourceVersionExpiredError from the iteration when the history no longer reaches back that far
   */
  watch<T extends Resource>(
    kind: ResourceKind<T>,
    options: WatchOptions,
  ): AsyncIterable<WatchEvent<T>>;

  /** Ends watches and releases the engine. */
  close(): Promise<void>;
}
