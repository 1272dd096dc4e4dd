import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { mockServices } from '@backstage/backend-test-utils';
import {
  API_VERSION,
  RemoteServiceKind,
  RemoteServiceManifestKind,
  type DocumentFormat,
  type RemoteService,
  type RemoteServiceManifest,
} from '@remote-env/plugin-remote-env-common';
import {
  contentKey,
  documentOutlineKey,
  documentTextKey,
  followServices,
  type DocumentStore,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';
import { createFilesystemDocumentStore } from '@remote-env/plugin-remote-env-node/filesystem';
import { DocumentOutlines } from '../DocumentOutlines';
import { DocumentWords } from '../DocumentWords';
import { RemoteOperationCollatorFactory } from '../RemoteOperationCollatorFactory';
import {
  RemoteServiceCollatorFactory,
  type RemoteServiceDocument,
} from '../RemoteServiceCollatorFactory';

const NAMESPACE = 'remote-env-system';

/** For the tests of one `describe` block: registered services and their documents in stores of their own, and what is collated of them. */
export function useRegistered() {
  let folder: string;
  let store: ResourceStore;
  let documents: DocumentStore;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'remote-env-search-'));
    store = createDatabaseResourceStore({
      connection: { client: 'sqlite', file: path.join(folder, 'r.sqlite') },
      encryptionKey: Buffer.alloc(32, 7),
    });
    documents = await createFilesystemDocumentStore({
      root: path.join(folder, 'documents'),
    });
  });

  afterEach(async () => {
    await store.close();
    await documents.close();
    await rm(folder, { recursive: true });
  });

  const add = (id: string, spec: Partial<RemoteService['spec']> = {}) =>
    store.create(RemoteServiceKind, {
      apiVersion: API_VERSION,
      kind: RemoteServiceKind.kind,
      metadata: { namespace: NAMESPACE, name: id },
      spec: {
        environment: { name: 'shop', uid: 'uid-1' },
        id,
        name: 'orders',
        provider: 'Shop',
        displayName: 'Orders',
        description: 'What customers bought',
        phase: 'Ready',
        ...spec,
      },
    });

  /** As with `kubectl`: nothing is there that the portal fills in, unless people have written it. */
  const apply = (name: string, spec: Partial<RemoteServiceManifest['spec']>) =>
    store.create(RemoteServiceManifestKind, {
      apiVersion: API_VERSION,
      kind: RemoteServiceManifestKind.kind,
      metadata: { namespace: NAMESPACE, name },
      spec: {
        environment: { name: 'shop' },
        provider: 'Shop',
        displayName: 'Orders',
        description: 'What customers bought',
        ...spec,
      },
    });

  /** A document with words beside it, as the registry keeps both. */
  async function withWords(words: string) {
    const sha256 = createHash('sha256').update(words).digest('hex');
    await documents.put(documentTextKey(sha256), Buffer.from(words), {
      contentType: 'text/plain',
    });
    return {
      apiSpec: {
        key: contentKey(sha256),
        sha256,
        size: 1,
        contentType: 'application/json',
        format: 'openapi-3.0' as const,
      },
    };
  }

  /** As the registry keeps it beside a document. */
  async function withOutline(outline: object, format: DocumentFormat) {
    const sha256 = createHash('sha256')
      .update(JSON.stringify(outline))
      .digest('hex');
    await documents.put(
      documentOutlineKey(sha256),
      gzipSync(JSON.stringify(outline)),
      { contentType: 'application/gzip' },
    );
    return {
      key: contentKey(sha256),
      sha256,
      size: 1,
      contentType: 'application/json',
      format,
    };
  }

  async function collate(
    pause?: (ms: number) => Promise<void>,
  ): Promise<RemoteServiceDocument[]> {
    const services = followServices(store, { namespace: NAMESPACE });
    const factory = RemoteServiceCollatorFactory.create({
      services,
      pause,
      words: DocumentWords.create({
        documents,
        logger: mockServices.logger.mock(),
      }),
    });
    try {
      return await (await factory.getCollator()).toArray();
    } finally {
      await services.close();
    }
  }

  async function operations(maxOperations = 100) {
    const services = followServices(store, { namespace: NAMESPACE });
    const missing: number[] = [];
    const logger = mockServices.logger.mock();
    const factory = RemoteOperationCollatorFactory.create({
      services,
      outlines: DocumentOutlines.create({ documents, logger }),
      logger,
      maxOperations,
      onMissing: count => missing.push(count),
    });
    try {
      const found = await (await factory.getCollator()).toArray();
      return { found, missing };
    } finally {
      await services.close();
    }
  }

  return {
    add,
    apply,
    withWords,
    withOutline,
    collate,
    operations,
    folder: () => folder,
    documents: () => documents,
  };
}
