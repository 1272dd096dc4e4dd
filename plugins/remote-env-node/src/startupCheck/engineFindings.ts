import {
  ClientCertificateKind,
  ConnectionApprovalKind,
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type { RemoteEnvConfig } from '../config/remoteEnvConfig';
import { createDocumentStore } from '../services/createDocumentStore';
import { exportsOf } from '../services/exportsOf';
import { findings, type EngineFinding } from './findings';
import { natsFindings } from './natsFindings';

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
  const checks: Promise<EngineFinding[]>[] = [];
  if (config.resourceStore.type === 'kubernetes') {
    checks.push(
      findings('Kubernetes', timeoutMs, () => askKubernetes(config, timeoutMs)),
    );
  }
  if (config.documentStore.type === 'minio') {
    const { bucket } = config.documentStore.minio;
    checks.push(
      findings(`bucket '${bucket}'`, timeoutMs, () => askBucket(config)),
    );
  }
  checks.push(natsFindings(config.eventBus, timeoutMs));
  return (await Promise.all(checks)).flat();
}

async function askKubernetes(
  { resourceStore, namespaces }: RemoteEnvConfig,
  timeoutMs: number,
): Promise<string> {
  if (resourceStore.type !== 'kubernetes') {
    throw new Error('resources do not lie in Kubernetes');
  }
  const { checkKubernetes } = exportsOf(await import('../kubernetes'));
  return checkKubernetes({
    connection: resourceStore.kubernetes,
    rights: {
      namespace: namespaces.system,
      needed: KINDS.map(({ apiVersion, plural }) => ({
        verb: 'list',
        group: apiVersion.split('/')[0] ?? '',
        resource: plural,
      })),
    },
    timeoutMs,
  });
}

async function askBucket(config: RemoteEnvConfig): Promise<string> {
  const { documentStore } = config;
  const store = await createDocumentStore(
    // Only the bucket itself can say whether it is there.
    documentStore.type === 'minio'
      ? { type: 'minio', minio: documentStore.minio }
      : documentStore,
  );
  try {
    await store.stat('startup-check');
    return 'answers';
  } finally {
    await store.close();
  }
}
