import {
  ClientCertificateKind,
  ConnectionApprovalKind,
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  SecretKind,
  SERVICE_IDS_ANNOTATION,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type {
  DocumentStore,
  ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import {
  AUTHORITY,
  SYSTEM,
} from '@remote-env/plugin-remote-env-node/testing-kubernetes';

const KINDS: ResourceKind[] = [
  RemoteEnvironmentKind,
  ConnectionApprovalKind,
  ClientCertificateKind,
  RemoteServiceKind,
  RemoteServiceBindingKind,
  EventSubscriptionKind,
];
const PLACES = [AUTHORITY, SYSTEM, 'shop-dev', 'shop-live'];
const GIVEN_BY_STORES = new Set([
  'resourceVersion',
  'generation',
  'creationTimestamp',
  SERVICE_IDS_ANNOTATION,
]);

/** All that two installations may be compared by: a uid reads as the name of whom it belongs to. */
export async function everything({
  resources,
  documents,
}: {
  resources: ResourceStore;
  documents: DocumentStore;
}) {
  const found = new Map<string, object>();
  const names = new Map<string, string>();
  for (const kind of [...KINDS, SecretKind]) {
    for (const namespace of PLACES) {
      for (const object of (await resources.list(kind, { namespace })).items) {
        const { uid, name } = object.metadata;
        const title = `${kind.kind} ${namespace}/${name}`;
        // Tokens that Kubernetes itself keeps there.
        if (!JSON.stringify(object).includes('service-account-token')) {
          names.set(uid, `uid of ${title}`);
          found.set(title, object);
        }
      }
    }
  }
  const objects: Record<string, unknown> = {};
  for (const [title, object] of found) {
    const text = JSON.stringify(object, (key, value) => {
      if (GIVEN_BY_STORES.has(key)) {
        return undefined;
      }
      // Had none but the seed of the ids of its services, which came with the move.
      if (
        key === 'annotations' &&
        Object.keys(value).join() === SERVICE_IDS_ANNOTATION
      ) {
        return undefined;
      }
      return typeof value === 'string' ? names.get(value) ?? value : value;
    });
    objects[title] = JSON.parse(text);
  }
  const keys: Record<string, string> = {};
  for await (const { key, sha256, contentType } of documents.list('')) {
    keys[key] = `${sha256} ${contentType}`;
  }
  return { objects, documents: keys };
}
