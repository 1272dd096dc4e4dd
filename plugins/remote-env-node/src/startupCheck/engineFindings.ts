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
import { StoreUnavailableError } from '../ports/errors';
import { createDocumentStore } from '../services/createDocumentStore';
import { createResourceStore } from '../services/createResourceStore';

/** What was found of one engine, as one line. */
export interface EngineFinding {
  /** `failed`: it cannot work before somebody does something; `warning`: it may come by itself, or works, but not well. */
  state: 'ok' | 'warning' | 'failed';
  line: string;
}

const KINDS: readonly ResourceKind[] = [
  RemoteEnvironmentKind,
  ConnectionApprovalKind,
  RemoteServiceKind,
  ClientCertificateKind,
  RemoteServiceBindingKind,
  EventSubscriptionKind,
];

/**
 * Whether Kubernetes and the bucket answer this process, where it uses them. Each has the time limit to itself.
 *
 * @param timeoutMs - for each engine
 */
export async function engineFindings(
  config: RemoteEnvConfig,
  timeoutMs: number,
): Promise<EngineFinding[]> {
  const checks: Promise<EngineFinding>[] = [];
  if (config.resourceStore.type === 'kubernetes') {
    checks.push(finding('Kubernetes', timeoutMs, () => askKubernetes(config)));
  }
  if (config.documentStore.type === 'minio') {
    const { bucket } = config.documentStore.minio;
    checks.push(
      finding(`bucket '${bucket}'`, timeoutMs, () => askBucket(config)),
    );
  }
  return Promise.all(checks);
}

/**
 * Runs one check against the clock.
 *
 * @param check - gives what there is to say of an engine that answers
 */
export async function finding(
  name: string,
  timeoutMs: number,
  check: () => Promise<string>,
): Promise<EngineFinding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new StoreUnavailableError(`no answer within ${timeoutMs / 1000} s`),
        ),
      timeoutMs,
    );
  });
  try {
    return {
      state: 'ok',
      line: `${name}: ${await Promise.race([check(), late])}`,
    };
  } catch (error) {
    const away = error instanceof StoreUnavailableError;
    const message = error instanceof Error ? error.message : String(error);
    return {
      state: away ? 'warning' : 'failed',
      line: `${name}: ${message.replace(/\s+/g, ' ')}`,
    };
  } finally {
    clearTimeout(timer);
  }
}

async function askKubernetes(config: RemoteEnvConfig): Promise<string> {
  const store = await createResourceStore(config.resourceStore, {
    encryptionKey: Buffer.from(config.secrets.encryptionKey, 'base64'),
  });
  try {
    const missing: string[] = [];
    await Promise.all(
      KINDS.map(async kind => {
        try {
          await store.list(kind, {
            namespace: config.namespaces.system,
            limit: 1,
          });
        } catch (error) {
          if (!isUnknownKind(error)) {
            throw error;
          }
          missing.push(kind.kind);
        }
      }),
    );
    if (missing.length > 0) {
      throw new Error(
        `definitions are not installed for ${missing
          .sort()
          .join(', ')}: kubectl apply -k deploy/base/crds`,
      );
    }
    return `answers, and has all ${KINDS.length} definitions`;
  } finally {
    await store.close();
  }
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

/** The API server has no such definition. */
function isUnknownKind(error: unknown): boolean {
  const cause =
    error instanceof StoreUnavailableError ? error.cause : undefined;
  return (
    typeof cause === 'object' &&
    cause !== null &&
    'code' in cause &&
    cause.code === 404
  );
}
