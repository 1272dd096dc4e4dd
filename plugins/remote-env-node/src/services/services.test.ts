import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import {
  mockServices,
  ServiceFactoryTester,
} from '@backstage/backend-test-utils';
import { SecretKind } from '@remote-env/plugin-remote-env-common';
import { documentStoreServiceRef } from './documentStoreServiceRef';
import { resourceStoreServiceRef } from './resourceStoreServiceRef';

const KEY = Buffer.alloc(32, 1).toString('base64');
const TOKEN = 'x'.repeat(32);

describe('service refs', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'remote-env-services-'));
  });

  afterEach(() => rm(dataDir, { recursive: true }));

  function services(remoteEnv: object) {
    return ServiceFactoryTester.from(
      mockServices.rootConfig.factory({ data: { remoteEnv } as {} }),
    );
  }

  it('open the stores that the configuration names', async () => {
    const tester = services({
      dataDir,
      secrets: { encryptionKey: KEY },
      gateway: { token: TOKEN, assertionKey: KEY, controlToken: TOKEN },
    });
    const resources = await tester.getService(resourceStoreServiceRef);
    const documents = await tester.getService(documentStoreServiceRef);
    try {
      const name = { namespace: 'n', name: 's' };
      await resources.create(SecretKind, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: name,
        data: { a: 'Yg==' },
      });
      expect((await resources.get(SecretKind, name))?.data).toEqual({
        a: 'Yg==',
      });
      await documents.put('a/b', Buffer.from('c'), {
        contentType: 'text/plain',
      });
      expect(await text((await documents.get('a/b')).body)).toBe('c');
      expect(await readdir(dataDir)).toEqual(
        expect.arrayContaining(['documents', 'resources.sqlite']),
      );
    } finally {
      await resources.close();
      await documents.close();
    }
  });

  it('say what is missing in the configuration', async () => {
    await expect(
      services({ dataDir }).getService(resourceStoreServiceRef),
    ).rejects.toThrow('remoteEnv.secrets.encryptionKey is missing');
  });
});
