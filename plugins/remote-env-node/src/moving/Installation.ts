import {
  RemoteServiceBindingKind,
  SecretKind,
  TRUST_SECRETS,
  type Resource,
  type ResourceKind,
  type Secret,
} from '@remote-env/plugin-remote-env-common';
import type { DocumentStore } from '../ports/DocumentStore';
import type { ResourceStore } from '../ports/ResourceStore';
import { TargetRefusedError } from './errors';
import { MARKER_NAME } from './ImportMarkers';
import { MOVED_KINDS, type Namespaces } from './kinds';

const PAGE = 200;
const OUR_GROUP = 'remote-env.dev/';

/** The stores of one installation, and where in them its objects are. */
export interface Installation {
  resources: ResourceStore;
  documents: DocumentStore;
  namespaces: Namespaces;
}

/**
 * All objects of one kind, page by page. In Kubernetes the namespaces hold Secrets of others, too: ours are those of the
 * authorities, those with a label or an annotation of ours, and the one that each binding has with its consumer.
 */
export async function* objectsOf(
  { resources, namespaces }: Pick<Installation, 'resources' | 'namespaces'>,
  kind: ResourceKind,
): AsyncGenerator<Resource[]> {
  const { authority, system } = namespaces;
  if (kind.kind !== SecretKind.kind) {
    yield* pages(resources, kind, system);
    return;
  }
  for (const namespace of new Set([authority, system])) {
    for await (const page of pages(resources, SecretKind, namespace)) {
      yield page.filter(isOurs);
    }
  }
  for await (const page of pages(resources, RemoteServiceBindingKind, system)) {
    const secrets: Secret[] = [];
    for (const { metadata, spec, status } of page) {
      const { namespace } = spec.consumer;
      if (namespace !== system && namespace !== authority) {
        const name = status?.binding?.name ?? metadata.name;
        const secret = await resources.get(SecretKind, { namespace, name });
        secrets.push(...(secret ? [secret] : []));
      }
    }
    yield secrets;
  }
}

/** @throws TargetRefusedError that names what is there */
export async function assertEmpty(installation: Installation): Promise<void> {
  const refuse = (what: string) => {
    throw new TargetRefusedError(
      `The target is not empty: it has ${what}. Import into stores that no portal has used yet`,
    );
  };
  for (const kind of MOVED_KINDS) {
    for await (const [first] of objectsOf(installation, kind)) {
      if (first) {
        const { namespace, name } = first.metadata;
        refuse(`${kind.kind} ${namespace}/${name}`);
      }
    }
  }
  for await (const { key } of installation.documents.list('')) {
    refuse(`document ${key}`);
  }
}

async function* pages<T extends Resource>(
  resources: ResourceStore,
  kind: ResourceKind<T>,
  namespace: string,
): AsyncGenerator<T[]> {
  let token: string | undefined;
  do {
    const page = await resources.list(kind, {
      namespace,
      limit: PAGE,
      continue: token,
    });
    yield page.items;
    token = page.continue;
  } while (token !== undefined);
}

const TRUST_NAMES: ReadonlySet<string> = new Set(Object.values(TRUST_SECRETS));

function isOurs({ metadata }: Secret): boolean {
  const { name, labels, annotations } = metadata;
  return (
    name !== MARKER_NAME &&
    (TRUST_NAMES.has(name) ||
      Object.keys({ ...labels, ...annotations }).some(key =>
        key.startsWith(OUR_GROUP),
      ))
  );
}
