import dns from 'node:dns';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { Client } from 'minio';
import { startOwnS3, type OwnTestS3 } from '../testing/engines/startS3';
import { createMinioDocumentStore } from './MinioDocumentStore';
import type { MinioDocumentStoreOptions } from './MinioDocumentStoreOptions';

const PLAIN = { contentType: 'text/plain' };

describe('minio document store', () => {
  let server: OwnTestS3;
  let options: MinioDocumentStoreOptions;

  beforeAll(async () => {
    server = await startOwnS3();
  }, 30_000);

  beforeEach(() => {
    options = server.options();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  afterAll(() => server.stop());

  /** What another tool sees. */
  function plainClient(): Client {
    const { credentials } = options;
    if (!('accessKey' in credentials)) {
      throw new Error('credentials in files');
    }
    return new Client({
      endPoint: '127.0.0.1',
      port: server.port,
      useSSL: false,
      ...credentials,
    });
  }

  async function keys(changes: Partial<MinioDocumentStoreOptions> = {}) {
    const store = await createMinioDocumentStore({ ...options, ...changes });
    const found: string[] = [];
    for await (const { key } of store.list('')) {
      found.push(key);
    }
    await store.close();
    return found;
  }

  it('keeps a document as one object that any tool can read, with what is known of it', async () => {
    const store = await createMinioDocumentStore({
      ...options,
      prefix: 'team/documents/',
    });
    await store.put('service-class/1/content.json', Buffer.from('{}'), {
      contentType: 'application/json',
    });
    await store.close();
    const stat = await plainClient().statObject(
      options.bucket,
      'team/documents/service-class/1/content.json',
    );
    expect(stat).toMatchObject({
      size: 2,
      metaData: {
        'content-type': 'application/json',
        'remote-env-size': '2',
        'remote-env-sha256':
          '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      },
    });
    expect(await keys({ prefix: 'team/' })).toEqual([
      'documents/service-class/1/content.json',
    ]);
    expect(await keys({ prefix: 'other/' })).toEqual([]);
  });

  it('lists more than one page in order, names that look like numbers too', async () => {
    const store = await createMinioDocumentStore(options);
    const names = [
      '007',
      '1.0',
      '1e3',
      ...Array.from({ length: 1100 }, (_, i) => `page/${1000 + i}`),
    ];
    for (let at = 0; at < names.length; at += 50) {
      await Promise.all(
        names
          .slice(at, at + 50)
          .map(name => store.put(name, Buffer.from(name), PLAIN)),
      );
    }
    await store.close();
    expect(await keys()).toEqual(names);
  }, 60_000);

  it('passes over what others keep in the bucket, and says so when asked for it', async () => {
    const store = await createMinioDocumentStore(options);
    await store.put('ours', Buffer.from('x'), PLAIN);
    await plainClient().putObject(options.bucket, 'foreign', 'x');
    await plainClient().putObject(options.bucket, 'no key: ü', 'x');
    expect(await keys()).toEqual(['ours']);
    await expect(store.get('foreign')).rejects.toMatchObject({
      name: 'DocumentIntegrityError',
    });
    await store.close();
  });

  it('notices damage instead of handing it out', async () => {
    const store = await createMinioDocumentStore(options);
    await store.put('k', Buffer.from('abcdef'), PLAIN);
    const { metaData } = await plainClient().statObject(options.bucket, 'k');
    const replace = (content: string) =>
      plainClient().putObject(options.bucket, 'k', content, content.length, {
        ...metaData,
      });
    const damaged = { name: 'DocumentIntegrityError' };
    await replace('abcdeX');
    await expect(text((await store.get('k')).body)).rejects.toMatchObject(
      damaged,
    );
    await replace('abcde');
    await expect(store.get('k')).rejects.toMatchObject(damaged);
    await expect(store.stat('k')).rejects.toMatchObject(damaged);
    await store.close();
  });

  it('makes the bucket only when it may', async () => {
    await expect(
      createMinioDocumentStore({ ...options, createBucket: false }),
    ).rejects.toThrow(
      `bucket '${options.bucket}' of the document store does not exist: create it, or set remoteEnv.documentStore.minio.createBucket`,
    );
    await (await createMinioDocumentStore(options)).close();
    const store = await createMinioDocumentStore({
      ...options,
      createBucket: false,
    });
    expect(await store.stat('k')).toBeUndefined();
    await plainClient().removeBucket(options.bucket);
    const missing = {
      name: 'StoreUnavailableError',
      message: expect.stringContaining('bucket'),
    };
    await expect(store.stat('k')).rejects.toMatchObject(missing);
    await expect(store.get('k')).rejects.toMatchObject(missing);
    await expect(store.put('k', Buffer.from('x'), PLAIN)).rejects.toMatchObject(
      missing,
    );
    await store.close();
  });

  it('tells nothing of the credentials when they are refused', async () => {
    const credentials = { accessKey: 'other-key', secretKey: 'other-secret' };
    const wrong = { ...options.credentials, secretKey: 'other-secret' };
    for (const given of [credentials, wrong]) {
      const failure = await createMinioDocumentStore({
        ...options,
        credentials: given,
      }).catch(error => error);
      expect(failure).toMatchObject({
        name: 'StoreUnavailableError',
        message: 'document store refused: AccessDenied',
      });
      const everything = inspect(failure, { depth: 10, showHidden: true });
      expect(everything).not.toContain('other-');
      expect(everything).not.toContain('AWS4');
    }
  });

  it('takes its credentials from files', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 's3-keys-'));
    const accessKeyFile = path.join(folder, 'access');
    const secretKeyFile = path.join(folder, 'secret');
    const { credentials } = options;
    if (!('accessKey' in credentials)) {
      throw new Error('credentials in files');
    }
    await writeFile(accessKeyFile, `${credentials.accessKey}\n`);
    const open = () =>
      createMinioDocumentStore({
        ...options,
        credentials: { accessKeyFile, secretKeyFile },
      });
    await expect(open()).rejects.toThrow(
      'credentials of the document store cannot be read: ENOENT',
    );

    await writeFile(secretKeyFile, credentials.secretKey);
    const store = await open();
    await store.put('k', Buffer.from('x'), PLAIN);

    // Rotated: the pair in use was read a while ago, so the next call has the new one, which nobody knows here.
    await writeFile(secretKeyFile, 'rotated');
    const now = performance.now();
    jest.spyOn(performance, 'now').mockReturnValue(now + 20_000);
    await expect(store.get('k')).rejects.toThrow('SignatureDoesNotMatch');
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('asks for encryption where the documents lie', async () => {
    const open = (
      serverSideEncryption: MinioDocumentStoreOptions['serverSideEncryption'],
    ) => createMinioDocumentStore({ ...options, serverSideEncryption });
    const header = async () =>
      (await plainClient().statObject(options.bucket, 'k')).metaData;
    const own = await open({ type: 's3' });
    await own.put('k', Buffer.from('x'), PLAIN);
    expect(await header()).toMatchObject({
      'x-amz-server-side-encryption': 'AES256',
    });
    const kms = await open({ type: 'kms', keyId: 'documents' });
    await kms.put('k', Buffer.from('x'), PLAIN);
    expect(await header()).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'documents',
    });
    await own.close();
    await kms.close();
  });
});

describe('minio document store with the bucket in the host name', () => {
  let server: OwnTestS3;

  beforeAll(async () => {
    server = await startOwnS3({ anySignature: true });
  }, 30_000);

  afterEach(() => {
    jest.restoreAllMocks();
  });

  afterAll(() => server.stop());

  it('asks for that host, and finds the same documents', async () => {
    const options = server.options();
    const asked: string[] = [];
    const lookup = dns.lookup;
    jest.spyOn(dns, 'lookup').mockImplementation(((
      name: string,
      ...rest: [dns.LookupAllOptions, never]
    ) => {
      asked.push(name);
      lookup('127.0.0.1', ...rest);
    }) as typeof dns.lookup);
    const store = await createMinioDocumentStore({
      ...options,
      endpoint: `http://s3.${server.domain}:${server.port}`,
      addressing: 'virtualHost',
    });
    await store.put('a/b', Buffer.from('x'), PLAIN);
    expect(await text((await store.get('a/b')).body)).toBe('x');
    await store.close();
    expect(new Set(asked)).toEqual(
      new Set([`${options.bucket}.s3.${server.domain}`]),
    );

    const byPath = await createMinioDocumentStore(options);
    expect(await text((await byPath.get('a/b')).body)).toBe('x');
    await byPath.close();
  });
});

describe('minio document store over TLS', () => {
  let server: OwnTestS3;

  beforeAll(async () => {
    server = await startOwnS3({ tls: true });
  }, 30_000);

  afterAll(() => server.stop());

  it('trusts the private authority that it was given, and no other', async () => {
    const { caFile, ...options } = server.options();
    const store = await createMinioDocumentStore({ ...options, caFile });
    await store.put('k', Buffer.from('over TLS'), PLAIN);
    expect(await text((await store.get('k')).body)).toBe('over TLS');
    await store.close();

    await expect(createMinioDocumentStore(options)).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: expect.stringMatching(/^document store failed: [A-Z_]*CERT/),
    });

    await expect(
      createMinioDocumentStore({ ...options, caFile: '/no/such/file' }),
    ).rejects.toThrow('cannot be read: ENOENT');
  });
});
