import { X509Certificate } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { DocumentStoreConfig } from '../config/documentStoreConfig';
import type { EventBusConfig } from '../config/gatewayConfig';
import type { ResourceStoreConfig } from '../config/resourceStoreConfig';

export interface FilesOf {
  dataDir: string;
  resourceStore: ResourceStoreConfig;
  eventBus: EventBusConfig;
  documentStore?: DocumentStoreConfig;
  /** Absent where this process is no edge. */
  edge?: { forwarded?: { clientCaFile: string } };
}

const CERTIFICATE =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/;
const NATS_CREDENTIALS = /-----BEGIN NATS USER JWT-----/;

/**
 * Files and folders that the configuration names and this process cannot use, one line each.
 *
 * @param prefix - of every key, e.g. `remoteEnv.`
 */
export function fileProblems(config: FilesOf, prefix = ''): string[] {
  return [...problemsOf(config)].map(problem => `${prefix}${problem}`);
}

function* problemsOf(config: FilesOf): Generator<string> {
  yield* folder('dataDir', config.dataDir);
  yield* kubernetes(config.resourceStore);
  const { documentStore: documents, edge, eventBus } = config;
  yield* certificates(
    'edge.forwarded.clientCaFile',
    edge?.forwarded?.clientCaFile,
  );
  if (documents?.type === 'minio') {
    const { caFile, credentials } = documents.minio;
    const minio = 'documentStore.minio';
    if ('accessKeyFile' in credentials) {
      yield* text(`${minio}.accessKeyFile`, credentials.accessKeyFile);
      yield* text(`${minio}.secretKeyFile`, credentials.secretKeyFile);
    }
    yield* certificates(`${minio}.caFile`, caFile);
  }
  if (eventBus.type === 'nats') {
    const { credentialsFile, tls } = eventBus.nats;
    const nats = 'eventBus.nats';
    yield* file(`${nats}.credentialsFile`, credentialsFile, content =>
      NATS_CREDENTIALS.test(content)
        ? undefined
        : 'is no credentials file of NATS: it holds no user JWT',
    );
    yield* certificates(`${nats}.tls.caFile`, tls?.caFile);
    yield* certificates(`${nats}.tls.certFile`, tls?.certFile);
    yield* file(`${nats}.tls.keyFile`, tls?.keyFile, content =>
      PRIVATE_KEY.test(content) ? undefined : 'is not PEM of a private key',
    );
  }
}

function* kubernetes(store: ResourceStoreConfig): Generator<string> {
  if (store.type !== 'kubernetes') {
    return;
  }
  const key = 'resourceStore.kubernetes.kubeconfig';
  if (store.kubernetes.kubeconfig !== undefined) {
    yield* text(key, store.kubernetes.kubeconfig);
  } else if (!process.env.KUBERNETES_SERVICE_HOST) {
    yield `${key} is missing, and this process does not run in a pod of a cluster: name a kubeconfig file`;
  }
}

/** It is made later, with everything above it that is missing; here it shows whether that can be. */
function* folder(key: string, path: string): Generator<string> {
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) {
    existing = dirname(existing);
  }
  try {
    accessSync(existing, constants.R_OK | constants.W_OK | constants.X_OK);
    if (!statSync(existing).isDirectory()) {
      throw new Error(`'${existing}' is no folder`);
    }
  } catch (error) {
    yield `${key}: '${path}' cannot be written to (${codeOf(
      error,
    )}): mount a volume there, or name a folder that this user may write to`;
  }
}

function text(key: string, path: string | undefined) {
  return file(key, path, content =>
    content.trim() === '' ? 'is empty' : undefined,
  );
}

function certificates(key: string, path: string | undefined) {
  return file(key, path, content => {
    const found = content.match(CERTIFICATE) ?? [];
    return found.length > 0 && found.every(isCertificate)
      ? undefined
      : 'is not PEM of certificates';
  });
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

function* file(
  key: string,
  path: string | undefined,
  check: (content: string) => string | undefined,
): Generator<string> {
  if (path === undefined) {
    return;
  }
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    yield `${key}: '${path}' cannot be read (${codeOf(
      error,
    )}): mount it, or name another file`;
    return;
  }
  const problem = check(content);
  if (problem) {
    yield `${key}: '${path}' ${problem}`;
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return 'code' in error ? String(error.code) : error.message;
}
