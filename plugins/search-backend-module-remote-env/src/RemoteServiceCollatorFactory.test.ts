import { createHash } from 'node:crypto';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
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
import { DocumentOutlines } from './DocumentOutlines';
import { DocumentWords } from './DocumentWords';
import { RemoteOperationCollatorFactory } from './RemoteOperationCollatorFactory';
import {
  RemoteServiceCollatorFactory,
  type RemoteServiceDocument,
} from './RemoteServiceCollatorFactory';

const NAMESPACE = 'remote-env-system';

describe('RemoteServiceCollatorFactory', () => {
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

  it('says until when a service is there', async () => {
    await add('id-1', { deprecation: { endsOn: '2031-05-01' } });
    expect(await collate()).toMatchObject([
      { endsOn: '2031-05-01', text: expect.stringContaining('deprecated') },
    ]);
  });

  it('gives every service that readers see, with the words to find it by', async () => {
    await add('id-1', {
      labels: { team: 'checkout' },
      events: { types: [{ name: 'order.created', version: 'v1' }] },
      documents: await withWords('Find an order\n/orders/{code}'),
    });
    await add('id-2', { phase: 'Pending' });
    await add('id-3', { phase: 'Deleting' });
    expect(await collate()).toEqual([
      {
        title: 'Orders',
        text: [
          'What customers bought',
          'Shop',
          'orders',
          'team=checkout',
          'order.created',
          'Find an order',
          '/orders/{code}',
        ].join('\n'),
        location: '/remote-env/environments/shop/services/id-1',
        authorization: { resourceRef: 'shop' },
        environment: 'shop',
        serviceId: 'id-1',
        provider: 'Shop',
        kinds: ['events'],
      },
    ]);
  });

  it('takes no more words than search can hold', async () => {
    const long = `begin ${'ö'.repeat(60_000)} end`;
    await add('id-1', { documents: await withWords(long) });
    const [document] = await collate();
    expect(document?.text).toContain('begin');
    expect(document?.text).not.toContain('end');
    expect(document?.text.length).toBeLessThan(9000);
  });

  it('does without words that are missing or damaged, but not without the store', async () => {
    const damaged = await withWords('damaged');
    const key = documentTextKey(damaged.apiSpec.sha256);
    await truncate(path.join(folder, 'documents', `${key}~`), 600);
    await add('id-1', { documents: damaged });
    const missing = await withWords('missing');
    await documents.delete(documentTextKey(missing.apiSpec.sha256));
    await add('id-2', { documents: missing });
    expect((await collate()).map(({ text }) => text)).toEqual([
      'What customers bought\nShop\norders',
      'What customers bought\nShop\norders',
    ]);
    await documents.close();
    await expect(collate()).rejects.toMatchObject({
      name: 'StoreUnavailableError',
    });
  });

  it('leaves most of the time to others while there is much to read', async () => {
    await Promise.all(
      Array.from({ length: 300 }, async (_, index) =>
        add(`id-${index}`, { documents: await withWords(`word ${index}`) }),
      ),
    );
    const pauses: number[] = [];
    const started = performance.now();
    const found = await collate(async ms => {
      pauses.push(ms);
    });
    const took = performance.now() - started;
    expect(found).toHaveLength(300);
    expect(pauses.length).toBeGreaterThan(0);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(60);
    const rested = pauses.reduce((sum, ms) => sum + ms, 0);
    expect(rested).toBeLessThanOrEqual(took * 3);
  });

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

  const order = {
    anchor: 'GET /orders/{code}',
    kind: 'operation',
    name: '/orders/{code}',
    method: 'GET',
    summary: 'Find an order',
    operationId: 'findOrder',
    tags: ['orders'],
    slice: '1-0-0',
  };

  it('gives operations and channels, each with the place where it is shown', async () => {
    await add('id-1', {
      documents: {
        apiSpec: await withOutline(
          { state: 'ready', tags: [], entries: [order] },
          'openapi-3.0',
        ),
        eventSpec: await withOutline(
          {
            state: 'ready',
            tags: [],
            entries: [
              {
                anchor: 'orders',
                kind: 'channel',
                name: 'order/created',
                messages: ['OrderCreated'],
              },
            ],
          },
          'asyncapi-3',
        ),
      },
    });
    await add('id-2', { phase: 'Pending' });
    const page = '/remote-env/environments/shop/services/id-1';
    const of = { environment: 'shop', serviceId: 'id-1', service: 'Orders' };
    const { found, missing } = await operations();
    expect(missing).toEqual([0]);
    expect(found).toEqual([
      {
        title: 'GET /orders/{code}',
        text: 'Find an order · findOrder · orders · Orders',
        location: `${page}/api?operation=GET%20%2Forders%2F%7Bcode%7D`,
        authorization: { resourceRef: 'shop' },
        kind: 'operation',
        ...of,
      },
      {
        title: 'order/created',
        text: 'OrderCreated · Orders',
        location: `${page}/events?channel=orders`,
        authorization: { resourceRef: 'shop' },
        kind: 'channel',
        ...of,
      },
    ]);
  });

  it('tells of outlines that are to come, and keeps to its limit', async () => {
    const none = { key: 'k', sha256: 'f'.repeat(64), size: 1 };
    await add('id-1', {
      documents: {
        apiSpec: {
          ...none,
          contentType: 'application/json',
          format: 'openapi-3.0',
        },
      },
    });
    await add('id-2', {
      documents: {
        apiSpec: await withOutline(
          { state: 'failed', reason: 'takes too long' },
          'openapi-3.0',
        ),
      },
    });
    await add('id-3', {
      documents: {
        apiSpec: await withOutline(
          { state: 'ready', tags: [], entries: [order, order, order] },
          'openapi-3.0',
        ),
      },
    });
    expect(await operations(2)).toMatchObject({
      found: [{ serviceId: 'id-3' }, { serviceId: 'id-3' }],
      missing: [1],
    });
  });

  it('leaves out what was applied and is not completed yet', async () => {
    const outline = await withOutline(
      { state: 'ready', tags: [], entries: [order] },
      'openapi-3.0',
    );
    for (const phase of [undefined, 'Ready'] as const) {
      await store.create(RemoteServiceManifestKind, {
        apiVersion: API_VERSION,
        kind: RemoteServiceManifestKind.kind,
        metadata: { namespace: NAMESPACE, name: phase ? 'ready' : 'bare' },
        spec: {
          environment: { name: 'shop' },
          provider: 'Shop',
          displayName: 'Orders',
          description: 'What customers bought',
          documents: { apiSpec: outline },
          phase,
        },
      });
    }
    await add('id-2', { documents: { apiSpec: outline } });
    expect(await collate()).toMatchObject([{ serviceId: 'id-2' }]);
    expect(await operations()).toMatchObject({
      found: [{ serviceId: 'id-2' }],
      missing: [0],
    });
  });

  it('leaves out an outline that is damaged, and no other', async () => {
    for (const [id, outline] of Object.entries({
      'id-1': { state: 'ready', tags: 'none' },
      'id-2': { state: 'ready', tags: [], entries: [order] },
    })) {
      await add(id, {
        documents: { apiSpec: await withOutline(outline, 'openapi-3.0') },
      });
    }
    expect(await operations()).toMatchObject({
      found: [{ serviceId: 'id-2' }],
      missing: [1],
    });
  });
});
