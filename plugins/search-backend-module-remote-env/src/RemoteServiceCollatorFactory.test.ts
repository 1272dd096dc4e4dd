import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  API_VERSION,
  RemoteServiceKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';
import { RemoteServiceCollatorFactory } from './RemoteServiceCollatorFactory';

const NAMESPACE = 'remote-env-system';

describe('RemoteServiceCollatorFactory', () => {
  it('gives every service that readers see, with the words to find it by', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'remote-env-search-'));
    const store = await createDatabaseResourceStore({
      connection: { client: 'sqlite', file: path.join(dir, 'r.sqlite') },
      encryptionKey: Buffer.alloc(32, 7),
    });
    const add = (id: string, phase: RemoteService['spec']['phase']) =>
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
          events: { types: [{ name: 'order.created', version: 'v1' }] },
          phase,
        },
      });
    await add('id-1', 'Ready');
    await add('id-2', 'Pending');
    const factory = RemoteServiceCollatorFactory.create({
      store,
      namespace: NAMESPACE,
    });
    const documents = [];
    for await (const document of await factory.getCollator()) {
      documents.push(document);
    }
    expect(documents).toEqual([
      {
        title: 'Orders',
        text: 'What customers bought\nShop\norders\norder.created',
        location: '/remote-env/environments/shop/services/id-1',
        authorization: { resourceRef: 'shop' },
        environment: 'shop',
        serviceId: 'id-1',
        provider: 'Shop',
        kinds: ['events'],
      },
    ]);
    await store.close();
    await rm(dir, { recursive: true });
  });
});
