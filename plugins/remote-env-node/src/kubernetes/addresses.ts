import type { ResourceKind } from '@remote-env/plugin-remote-env-common';
import type { ResourceName } from '../ports';

/** Path of a collection on an API server; without a namespace: over all of them. */
export function collectionPath(kind: ResourceKind, namespace?: string): string {
  const group = kind.apiVersion.includes('/') ? 'apis' : 'api';
  const base = `/${group}/${kind.apiVersion}`;
  return namespace === undefined
    ? `${base}/${kind.plural}`
    : `${base}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`;
}

export function objectPath(kind: ResourceKind, name: ResourceName): string {
  return `${collectionPath(kind, name.namespace)}/${encodeURIComponent(
    name.name,
  )}`;
}

/** An equality-based label selector; undefined selects everything. */
export function labelSelector(
  labels: Record<string, string> | undefined,
): string | undefined {
  const terms = Object.entries(labels ?? {}).map(
    ([label, value]) => `${label}=${value}`,
  );
  return terms.length > 0 ? terms.join(',') : undefined;
}
