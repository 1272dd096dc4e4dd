import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { DocumentStore } from '../ports';
import { until, within } from '../testing/conditions';
import { startOwnS3, type OwnTestS3 } from '../testing/engines/startS3';
import { createMinioDocumentStore } from './MinioDocumentStore';
import type { MinioDocumentStoreOptions } from './MinioDocumentStoreOptions';
import { startRelay, type Relay } from './__testUtils__/startRelay';

const MIB = 1024 * 1024;
const PLAIN = { contentType: 'text/plain' };
const UNAVAILABLE = { name: 'StoreUnavailableError' };

describe('minio document store when something fails', () => {
  let server: OwnTestS3;
  let relay: Relay;
  let options: MinioDocumentStoreOptions;
  /** Past the wire that is cut. */
  let direct: DocumentStore;
  let store: DocumentStore;

  beforeAll(async () => {
    server = await startOwnS3();
    relay = await startRelay(server.port);
  }, 30_000);

  beforeEach(async () => {
    relay.mend();
    options = server.options();
    direct = await createMinioDocumentStore(options);
    store = await createMinioDocumentStore({
      ...options,
      endpoint: `http://127.0.0.1:${relay.port}`,
      timeoutMs: 1000,
    });
  });

  afterEach(async () => {
    await store.close();
    await direct.close();
  });

  afterAll(async () => {
    await relay.stop();
    await server.stop();
  });

  const large = () => Readable.from(chunks(8), { objectMode: false });

  it('keeps what was there, and nothing half, when the connection is lost in the middle of an upload', async () => {
    await direct.put('k', Buffer.from('kept'), PLAIN);
    for (const key of ['k', 'new']) {
      relay.mend();
      relay.watch = wire => wire.sent > 2 * MIB && wire.cut();
      await expect(store.put(key, large(), PLAIN)).rejects.toMatchObject(
        UNAVAILABLE,
      );
      expect(relay.sent).toBeGreaterThan(2 * MIB);
    }
    expect(await text((await direct.get('k')).body)).toBe('kept');
    expect(await keys(direct)).toEqual(['k']);
  });

  it('sends a document again after a connection that was lost', async () => {
    let cuts = 0;
    relay.watch = ({ sent }) => {
      if (sent > 2 * MIB && cuts === 0) {
        cuts += 1;
        relay.mend();
      }
    };
    await store.put('k', large(), PLAIN);
    expect(cuts).toBe(1);
    expect((await direct.stat('k'))?.size).toBe(8 * MIB);
  });

  it('keeps what was there when the writer is killed in the middle of an upload', async () => {
    await direct.put('killed/document', Buffer.from('kept'), PLAIN);
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
        resolvePackagePath(
          '@remote-env/plugin-remote-env-node',
          'src/testing/documentStore/child.ts',
        ),
        resolvePackagePath(
          '@remote-env/plugin-remote-env-node',
          'src/minio/MinioDocumentStore.ts',
        ),
        'createMinioDocumentStore',
        JSON.stringify({
          ...options,
          endpoint: `http://127.0.0.1:${relay.port}`,
        }),
        'large',
      ],
      { stdio: 'ignore', env: { PATH: process.env.PATH } },
    );
    const exited = once(child, 'exit');
    relay.watch = ({ sent }) => sent > 20 * MIB && child.kill('SIGKILL');
    expect(await within('the writer is killed', exited, 30_000)).toEqual([
      null,
      'SIGKILL',
    ]);
    expect(await keys(direct)).toEqual(['killed/document']);
    expect((await readdir(tmpdir())).filter(isSpool)).toEqual([]);
  }, 60_000);

  it('survives that the server is killed in the middle of an upload', async () => {
    await direct.put('k', Buffer.from('kept'), PLAIN);
    relay.watch = ({ sent }) => {
      if (sent > 2 * MIB) {
        relay.watch = undefined;
        relay.stall();
        server.kill().then(() => relay.cut());
      }
    };
    await expect(store.put('k', large(), PLAIN)).rejects.toMatchObject(
      UNAVAILABLE,
    );
    await expect(store.get('k')).rejects.toMatchObject(UNAVAILABLE);
    await expect(store.stat('k')).rejects.toMatchObject(UNAVAILABLE);
    await expect(store.delete('k')).rejects.toMatchObject(UNAVAILABLE);
    await expect(keys(store)).rejects.toMatchObject(UNAVAILABLE);

    await server.restart();
    relay.mend();
    expect(await text((await store.get('k')).body)).toBe('kept');
    expect(await keys(store)).toEqual(['k']);
    await store.put('k', large(), PLAIN);
    expect((await store.stat('k'))?.size).toBe(8 * MIB);
  }, 30_000);

  it('ends a download with an error when the server is killed in its middle', async () => {
    await direct.put('k', large(), PLAIN);
    const { body } = await store.get('k');
    let received = 0;
    const reading = (async () => {
      for await (const chunk of body) {
        received += chunk.length;
        if (received > MIB) {
          relay.stall();
          await server.kill();
          relay.cut();
        }
      }
    })();
    await expect(reading).rejects.toMatchObject(UNAVAILABLE);
    expect(received).toBeLessThan(8 * MIB);
    await server.restart();
  }, 30_000);

  it('gives up when nothing comes any more, before an answer and in its middle', async () => {
    await direct.put('k', large(), PLAIN);
    const { body } = await store.get('k');
    let received = 0;
    const reading = (async () => {
      for await (const chunk of body) {
        received += chunk.length;
        relay.stall();
      }
    })();
    const late = { name: 'StoreTimeoutError' };
    await expect(reading).rejects.toMatchObject(late);
    await expect(store.stat('k')).rejects.toMatchObject(late);
    await expect(store.put('k', large(), PLAIN)).rejects.toMatchObject(late);
  }, 30_000);

  it('waits for a reader who takes longer than the server may', async () => {
    await direct.put('k', large(), PLAIN);
    const { body } = await store.get('k');
    const reader = body[Symbol.asyncIterator]();
    await reader.next();
    const started = performance.now();
    await until('the time limit is over', () =>
      Promise.resolve(performance.now() - started > 1500),
    );
    let rest = 0;
    for (;;) {
      const { done, value } = await reader.next();
      if (done) {
        break;
      }
      rest += value.length;
    }
    expect(rest).toBeGreaterThan(7 * MIB);
  });

  it('starts while the endpoint is away, and works once it is back', async () => {
    relay.cut();
    const early = await createMinioDocumentStore({
      ...options,
      bucket: `${options.bucket}-late`,
      endpoint: `http://127.0.0.1:${relay.port}`,
    });
    await expect(early.stat('k')).rejects.toMatchObject(UNAVAILABLE);
    relay.mend();
    await early.put('k', Buffer.from('x'), PLAIN);
    expect(await early.stat('k')).toMatchObject({ size: 1 });
    await early.close();
  });
});

function isSpool(name: string): boolean {
  return /^remote-env-[0-9a-f]{8}-[0-9a-f]{4}-/.test(name);
}

function* chunks(mebibytes: number): Generator<Buffer> {
  for (let index = 0; index < mebibytes * 4; index++) {
    yield Buffer.alloc(MIB / 4, `${index};`);
  }
}

async function keys(store: DocumentStore): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list('')) {
    found.push(key);
  }
  return found;
}
