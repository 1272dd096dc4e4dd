import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { MinioDocumentStoreOptions } from '../../minio';
import { Authority } from '../../x509';
import { within } from '../conditions';

export interface TestS3 {
  /** Options of a store in a bucket of its own that does not exist yet. */
  options(
    changes?: Partial<MinioDocumentStoreOptions>,
  ): MinioDocumentStoreOptions;
  stop(): Promise<void>;
}

/** One that the test may kill and start again; a server that was named in the environment is not. */
export interface OwnTestS3 extends TestS3 {
  /** Last label of the host names by which the server tells virtual-host style: `{bucket}.s3.{domain}`. */
  domain: string;
  port: number;
  /** SIGKILL; what it confirmed stays. */
  kill(): Promise<void>;
  /** On the same port and over the same objects. */
  restart(): Promise<void>;
}

const REGION = 'us-east-1';
const DOMAIN = 'storage.test';

/**
 * An S3 server for tests: the one that `REMOTE_ENV_TEST_S3_ENDPOINT` names (with `…_ACCESS_KEY`, `…_SECRET_KEY`, and
 * where needed `…_REGION` and `…_CA_FILE`), otherwise a private one that ends with this process.
 */
export async function startS3(): Promise<TestS3> {
  const endpoint = process.env.REMOTE_ENV_TEST_S3_ENDPOINT;
  if (!endpoint) {
    return startOwnS3();
  }
  const caFile = process.env.REMOTE_ENV_TEST_S3_CA_FILE;
  return {
    options: changes => ({
      ...optionsOf(endpoint, {
        accessKey: process.env.REMOTE_ENV_TEST_S3_ACCESS_KEY ?? '',
        secretKey: process.env.REMOTE_ENV_TEST_S3_SECRET_KEY ?? '',
      }),
      region: process.env.REMOTE_ENV_TEST_S3_REGION ?? REGION,
      ...(caFile && { caFile }),
      ...changes,
    }),
    stop: async () => {},
  };
}

/**
 * The npm package s3rver in a process and a temporary folder of its own, on a free port.
 *
 * @param options - `tls`: with a certificate for `localhost` and 127.0.0.1 of a private authority;
 * `anySignature`: known keys may sign whatever they like, since s3rver computes version 4 of the signature wrongly
 * where the bucket stands in the host name
 */
export async function startOwnS3(
  options: { tls?: boolean; anySignature?: boolean } = {},
): Promise<OwnTestS3> {
  const directory = await mkdtemp(path.join(tmpdir(), 's3-'));
  const tls = options.tls ? await makeCertificate(directory) : undefined;
  const credentials = {
    accessKey: `key-${randomBytes(6).toString('hex')}`,
    secretKey: randomBytes(24).toString('base64url'),
  };
  const start = (onPort: number) =>
    startProgram({
      directory: path.join(directory, 'objects'),
      port: onPort,
      serviceEndpoint: DOMAIN,
      allowMismatchedSignatures: options.anySignature ?? false,
      ...credentials,
      ...(tls && { tls }),
    });
  let { child, port } = await start(0);
  const end = async (how: () => void) => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      how();
      await exited;
    }
  };
  const kill = () => end(() => child.kill('SIGKILL'));
  return {
    domain: DOMAIN,
    port,
    options: changes => ({
      ...optionsOf(
        tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
        credentials,
      ),
      ...(tls && { caFile: tls.caFile }),
      ...changes,
    }),
    kill,
    restart: async () => {
      await kill();
      ({ child, port } = await start(port));
    },
    stop: async () => {
      await end(() => child.stdin?.end());
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function optionsOf(
  endpoint: string,
  credentials: { accessKey: string; secretKey: string },
): MinioDocumentStoreOptions {
  return {
    endpoint,
    credentials,
    region: REGION,
    bucket: `test-${randomUUID()}`,
    createBucket: true,
    prefix: '',
    addressing: 'path',
    timeoutMs: 10_000,
  };
}

async function makeCertificate(directory: string) {
  const root = await Authority.createRoot({ subject: [['CN', 'Storage CA']] });
  const authority = await Authority.load(root);
  const { certificate, key } = await authority.issueServer({
    hosts: ['localhost', '127.0.0.1'],
    validityMs: 3600 * 1000,
  });
  const write = async (name: string, content: string) => {
    const file = path.join(directory, name);
    await writeFile(file, content, { mode: 0o600 });
    return file;
  };
  return {
    caFile: await write('ca.pem', root.certificate),
    certFile: await write('cert.pem', certificate),
    keyFile: await write('key.pem', key),
  };
}

async function startProgram(
  options: object,
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      // s3rver makes its continuation tokens with DES.
      '--openssl-legacy-provider',
      resolvePackagePath(
        '@remote-env/plugin-remote-env-node',
        'src/testing/engines/__testUtils__/s3ServerProgram.ts',
      ),
      JSON.stringify(options),
    ],
    // The test runner's own loader options are none of the child's business.
    { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env.PATH } },
  );
  const log: string[] = [];
  child.stderr.on('data', chunk => log.push(String(chunk)));
  const lines = createInterface({ input: child.stdout });
  const port = await within(
    'the S3 server listens',
    new Promise<number>((resolve, reject) => {
      lines.once('line', line => resolve(Number(line.split(' ')[1])));
      child.once('exit', () =>
        reject(new Error(`The S3 server did not start: ${log.join('')}`)),
      );
    }),
    20_000,
  );
  return { child, port };
}
