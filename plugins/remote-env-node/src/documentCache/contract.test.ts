import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { documentStoreContract } from '../testing/documentStore';
import { openCachedDocuments } from './__testUtils__/openCachedDocuments';

documentStoreContract('cache before the file system', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'document-cache-'));
  const options = { root: path.join(folder, 'store'), maxBytes: 1024 * 1024 };
  let opened = 0;
  const next = () => {
    opened += 1;
    return { ...options, cache: path.join(folder, `cache-${opened}`) };
  };
  return {
    open: () => openCachedDocuments(next()),
    child: {
      module: path.join(__dirname, '__testUtils__', 'openCachedDocuments.ts'),
      export: 'openCachedDocuments',
      options: { ...options, cache: path.join(folder, 'cache-child') },
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
});
