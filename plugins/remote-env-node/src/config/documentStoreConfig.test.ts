import { documentStoreOf, documentStoreSchema } from './documentStoreConfig';

const minio = {
  endpoint: 'https://s3.acme.test:9000',
  bucket: 'documents',
  accessKey: 'key',
  secretKey: 'secret',
};

function read(input: object | undefined) {
  return documentStoreOf(documentStoreSchema.parse(input), '/data');
}

function problems(input: object): string[] {
  const parsed = documentStoreSchema.safeParse(input);
  return (parsed.error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')} ${message}`,
  );
}

describe('remoteEnv.documentStore', () => {
  it('is a folder below the data directory unless something else is said', () => {
    const expected = {
      type: 'filesystem',
      filesystem: { root: '/data/documents' },
    };
    expect(read(undefined)).toEqual(expected);
    expect(read({})).toEqual(expected);
    // The settings of the other stay without effect until it is chosen.
    expect(read({ type: 'filesystem', minio: { bucket: 'x' } })).toEqual(
      expected,
    );
    expect(read({ filesystem: { root: '/documents' } })).toEqual({
      type: 'filesystem',
      filesystem: { root: '/documents' },
    });
  });

  it('fills in safe defaults for a bucket', () => {
    expect(read({ type: 'minio', minio })).toEqual({
      type: 'minio',
      minio: {
        endpoint: 'https://s3.acme.test:9000',
        credentials: { accessKey: 'key', secretKey: 'secret' },
        region: 'us-east-1',
        bucket: 'documents',
        createBucket: false,
        prefix: '',
        addressing: 'path',
        timeoutMs: 30_000,
      },
      cache: { folder: '/data/document-cache', maxBytes: 1024 ** 3 },
    });
  });

  it('takes everything that can be set, as variables bring it', () => {
    expect(
      read({
        type: 'minio',
        minio: {
          endpoint: 'http://127.0.0.1:9000/',
          caFile: '/etc/s3/ca.crt',
          accessKeyFile: '/etc/s3/access-key',
          secretKeyFile: '/etc/s3/secret-key',
          region: 'eu-central-1',
          bucket: 'shared',
          createBucket: 'true',
          prefix: 'teams/remote-env/',
          addressing: 'virtualHost',
          serverSideEncryption: { type: 'kms', keyId: 'arn:aws:kms:x:1:key/2' },
          timeout: '5s',
          spoolFolder: '/spool',
        },
        cache: { maxBytes: '0' },
      }),
    ).toEqual({
      type: 'minio',
      minio: {
        endpoint: 'http://127.0.0.1:9000',
        caFile: '/etc/s3/ca.crt',
        credentials: {
          accessKeyFile: '/etc/s3/access-key',
          secretKeyFile: '/etc/s3/secret-key',
        },
        region: 'eu-central-1',
        bucket: 'shared',
        createBucket: true,
        prefix: 'teams/remote-env/',
        addressing: 'virtualHost',
        serverSideEncryption: { type: 'kms', keyId: 'arn:aws:kms:x:1:key/2' },
        timeoutMs: 5000,
        spoolFolder: '/spool',
      },
    });
  });

  it('names what is missing or wrong', () => {
    expect(problems({ type: 'minio' })).toEqual([
      "minio.endpoint is missing: set it to the S3 API's origin, e.g. https://s3.acme.test:9000",
      'minio.bucket is missing: name the bucket that holds the documents',
    ]);
    expect(
      problems({ type: 'minio', minio: { ...minio, buckt: 'x' } }),
    ).toEqual(['minio Unrecognized key: "buckt"']);
    const wrong: [object, string][] = [
      [{ endpoint: 's3.acme.test' }, 'minio.endpoint must be an absolute'],
      [{ endpoint: 'https://key:secret@s3.test' }, 'minio.endpoint must be an'],
      [
        { endpoint: 'https://s3.test/path' },
        'minio.endpoint must be an origin',
      ],
      [{ bucket: 'Documents' }, 'minio.bucket must have 3 to 63'],
      [{ prefix: 'no-slash' }, 'minio.prefix must be empty or segments'],
      [{ prefix: '../' }, 'minio.prefix must be empty or segments'],
      [{ secretKey: undefined }, 'minio must have either accessKey'],
      [{ accessKeyFile: '/k' }, 'minio must have either accessKey'],
      [{ timeout: '0s' }, 'minio.timeout must be'],
    ];
    for (const [change, message] of wrong) {
      const [problem, ...more] = problems({
        type: 'minio',
        minio: { ...minio, ...change },
      });
      expect(problem).toContain(message);
      expect(more).toEqual([]);
    }
    expect(problems({ type: 'minio', minio, cache: { maxBytes: -1 } })).toEqual(
      [expect.stringContaining('cache.maxBytes')],
    );
  });
});
