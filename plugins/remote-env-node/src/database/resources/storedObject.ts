import type { OwnerReference } from '@remote-env/plugin-remote-env-common';

/** Metadata as kept in the row; name, namespace, uid and version are columns. */
export interface StoredMetadata {
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
}

/** An object as kept in the row. A sensitive one has `sealed` instead of `body`. */
export interface StoredObject {
  metadata: StoredMetadata;
  /** Everything but `apiVersion`, `kind`, `metadata` and `status`. */
  body?: Record<string, unknown>;
  sealed?: { key: string; box: string };
  status?: unknown;
}

/** Reads what `formatStored` wrote. */
export function parseStored(json: string): StoredObject {
  return JSON.parse(json);
}

export function formatStored(object: StoredObject): string {
  return JSON.stringify(object);
}

/** Identity of a kind in the tables. */
export function kindKey(kind: { apiVersion: string; kind: string }): string {
  return `${kind.apiVersion}/${kind.kind}`;
}

/** Place of an object among those of its kind. */
export function pathOf(name: { namespace: string; name: string }): string {
  return `${name.namespace}/${name.name}`;
}

/** @returns whether the labels hold every one of the selector's with the same value */
export function matchesLabels(
  labels: Record<string, string> | undefined,
  selector: Record<string, string> | undefined,
): boolean {
  return Object.entries(selector ?? {}).every(
    ([label, value]) => labels?.[label] === value,
  );
}
