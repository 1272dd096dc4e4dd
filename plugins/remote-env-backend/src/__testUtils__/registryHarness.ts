import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  API_VERSION,
  KubernetesServiceKind,
  RemoteEnvironmentKind,
  RemoteServiceKind,
  SecretKind,
  type RemoteService,
  type Secret,
} from '@remote-env/plugin-remote-env-common';
import type {
  DocumentStore,
  ResourceStore,
  ServicePerApi,
} from '@remote-env/plugin-remote-env-node';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';
import { createFilesystemDocumentStore } from '@remote-env/plugin-remote-env-node/filesystem';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ServiceRegistry,
  type EnvironmentIdentity,
  type ServiceRegistryOptions,
  type SpecificationParser,
} from '../registry';

export const NAMESPACE = 'remote-env-system';

/** Each API is an alias of the gateway. */
export const ALIAS: ServicePerApi = {
  type: 'externalName',
  externalName: 'gateway.test',
};

/** Real stores below one folder, as a local start has them. */
export interface TestStores {
  folder: string;
  resources: ResourceStore;
  documents: DocumentStore;
  /** Over these stores: what follows their changes is waited for. */
  registries: ServiceRegistry[];
  close(): Promise<void>;
}

const settled = (registries: ServiceRegistry[]) =>
  Promise.all(registries.map(registry => registry.settled()));

export async function openStores(folder: string): Promise<TestStores> {
  const resources = createDatabaseResourceStore({
    connection: {
      client: 'sqlite',
      file: path.join(folder, 'resources.sqlite'),
    },
    encryptionKey: Buffer.alloc(32, 7),
  });
  const documents = await createFilesystemDocumentStore({
    root: path.join(folder, 'documents'),
  });
  const registries: ServiceRegistry[] = [];
  return {
    folder,
    resources,
    documents,
    registries,
    close: async () => {
      await settled(registries);
      await resources.close();
      await documents.close();
    },
  };
}

export async function newStores(): Promise<
  TestStores & { dispose(): Promise<void> }
> {
  const folder = await mkdtemp(path.join(tmpdir(), 'remote-env-registry-'));
  const stores = await openStores(folder);
  return {
    ...stores,
    dispose: async () => {
      await stores.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function createEnvironment(
  resources: ResourceStore,
  name: string,
): Promise<EnvironmentIdentity> {
  const { metadata } = await resources.create(RemoteEnvironmentKind, {
    apiVersion: API_VERSION,
    kind: 'RemoteEnvironment',
    metadata: { namespace: NAMESPACE, name },
    spec: {},
  });
  return { name, uid: metadata.uid };
}

export function registryOver(
  {
    resources,
    documents,
    registries,
  }: Pick<TestStores, 'resources' | 'documents'> &
    Partial<Pick<TestStores, 'registries'>>,
  options: Pick<
    ServiceRegistryOptions,
    'onStep' | 'fetcher' | 'servicePerApi' | 'versions'
  > & {
    specifications: SpecificationParser;
    logger: LoggerService;
  },
): ServiceRegistry {
  const registry = ServiceRegistry.create({
    resources,
    documents,
    namespace: NAMESPACE,
    servicePerApi: ALIAS,
    ...options,
  });
  registries?.push(registry);
  return registry;
}

/** Everything of the registry's that the stores hold, with what follows the changes that were answered. */
export async function contentsOf({
  resources,
  documents,
  registries,
}: TestStores) {
  await settled(registries);
  const keys: string[] = [];
  const published: Record<string, string> = {};
  for await (const { key, sha256 } of documents.list('')) {
    if (key.startsWith('service-class/')) {
      published[key] = sha256;
    } else {
      keys.push(key);
    }
  }
  const services: RemoteService[] = (
    await resources.list(RemoteServiceKind, { namespace: NAMESPACE })
  ).items;
  const secrets: Secret[] = (
    await resources.list(SecretKind, { namespace: NAMESPACE })
  ).items;
  const { items: apiServices } = await resources.list(KubernetesServiceKind, {
    namespace: NAMESPACE,
  });
  return { keys, published, services, secrets, apiServices };
}

/** Waits for what happens "eventually", such as the collection of owned objects. */
export async function eventually<T>(
  read: () => Promise<T>,
  holds: (value: T) => boolean,
): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const value = await read();
    if (holds(value)) {
      return value;
    }
    if (performance.now() > deadline) {
      throw new Error(`still not so: ${JSON.stringify(value)}`);
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
