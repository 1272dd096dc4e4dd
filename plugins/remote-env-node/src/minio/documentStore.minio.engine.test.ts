import path from 'node:path';
import { documentStoreContract } from '../testing/documentStore';
import { startS3, type TestS3 } from '../testing/engines/startS3';
import { createMinioDocumentStore } from './MinioDocumentStore';

let server: TestS3;

beforeAll(async () => {
  server = await startS3();
}, 30_000);

afterAll(() => server.stop());

documentStoreContract('minio', async () => {
  const options = server.options({ prefix: 'documents/' });
  return {
    open: () => createMinioDocumentStore(options),
    child: {
      module: path.join(__dirname, 'MinioDocumentStore.ts'),
      export: 'createMinioDocumentStore',
      options,
    },
    dispose: async () => {
      const store = await createMinioDocumentStore(options);
      for await (const { key } of store.list('')) {
        await store.delete(key);
      }
      await store.close();
    },
  };
});
