import {
  ClientCertificateKind,
  ConnectionApprovalKind,
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type { DocumentStoreConfig } from '../config/documentStoreConfig';
import type { RemoteEnvConfig } from '../config/remoteEnvConfig';
import { createDocumentStore } from '../services/createDocumentStore';
import { findings, type EngineFinding } from './findings';
import { kubernetesFindings } from './kubernetesFindings';
import { natsFindings } from './natsFindings';
import { rightsOn } from './rightsOn';

const KINDS: readonly ResourceKind[] = [
  RemoteEnvironmentKind,
  ConnectionApprovalKind,
  RemoteServiceKind,
  ClientCertificateKind,
  RemoteServiceBindingKind,
  EventSubscriptionKind,
];

/**
 * Whether Kubernetes, the bucket and NATS answer this process, where it uses them. Each has the time limit to itself.
 *
 * @param timeoutMs - for each engine
 */
export async function engineFindings(
  config: RemoteEnvConfig,
  timeoutMs: number,
): Promise<EngineFinding[]> {
  const { documentStore, eventBus, namespaces, resourceStore } = config;
  const found = await Promise.all([
    kubernetesFindings(
      resourceStore,
      {
        namespace: namespaces.system,
        needed: KINDS.flatMap(kind => rightsOn(kind, ['list'])),
      },
      timeoutMs,
    ),
    bucketFindings(documentStore, timeoutMs),
    natsFindings(eventBus, timeoutMs),
  ]);
  return found.flat();
}

async function bucketFindings(
  documentStore: DocumentStoreConfig,
  timeoutMs: number,
): Promise<EngineFinding[]> {
  if (documentStore.type !== 'minio') {
    return [];
  }
  const { minio } = documentStore;
  return findings(`bucket '${minio.bucket}'`, timeoutMs, async () => {
    // Without a cache: only the bucket itself can say whether it is there.
    const store = await createDocumentStore({ type: 'minio', minio });
    try {
      await store.stat('startup-check');
      return 'answers';
    } finally {
      await store.close();
    }
  });
}
