import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { contentKey } from '../ports';
import { within } from '../testing/conditions';
import { startOwnS3, type OwnTestS3 } from '../testing/engines/startS3';

const KEY = Buffer.alloc(32, 1).toString('base64');
const TOKEN = 'x'.repeat(32);

describe('document store of a configuration with a bucket', () => {
  let server: OwnTestS3;
  let dataDir: string;

  beforeAll(async () => {
    server = await startOwnS3({ tls: true });
    dataDir = await mkdtemp(path.join(tmpdir(), 'remote-env-services-'));
  }, 30_000);

  afterAll(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true });
  });

  function startProgram(minio: object) {
    const remoteEnv = {
      dataDir,
      secrets: { encryptionKey: KEY },
      gateway: { token: TOKEN, assertionKey: KEY, controlToken: TOKEN },
      documentStore: { type: 'minio', minio },
    };
    const child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        resolvePackagePath(
          '@remote-env/plugin-remote-env-node',
          'src/services/__testUtils__/documentStoreProgram.ts',
        ),
        JSON.stringify({ remoteEnv }),
      ],
      { stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env.PATH } },
    );
    const lines = createInterface({ input: child.stdout });
    const next = async (): Promise<string> => {
      const [line] = await within('an answer', once(lines, 'line'), 20_000);
      return line;
    };
    const ask = (question: string) => {
      const answer = next();
      child.stdin.write(`${question}\n`);
      return answer;
    };
    const end = async () => {
      const exited = once(child, 'exit');
      child.stdin.end();
      return exited;
    };
    return { next, ask, end };
  }

  it('keeps documents there, and reads without it what it has read', async () => {
    const { credentials, endpoint, caFile, bucket } = server.options();
    const program = startProgram({
      endpoint,
      caFile,
      bucket,
      createBucket: true,
      prefix: 'remote-env/',
      timeout: '2s',
      ...credentials,
    });
    const key = contentKey(createHash('sha256').update('text').digest('hex'));
    expect(await program.ask(`put ${key} text`)).toBe('text');
    expect(await program.ask('put other text')).toBe('text');
    expect(await program.ask('get other')).toBe('text');
    expect(await readdir(dataDir)).toEqual(['document-cache']);

    await server.kill();
    expect(await program.ask(`get ${key}`)).toBe('text');
    expect(await program.ask('get other')).toBe('StoreUnavailableError');
    expect(await program.end()).toEqual([0, null]);
    await server.restart();
  }, 60_000);

  it('does not start with a bucket that is missing and must not be made', async () => {
    const { credentials, endpoint, caFile, bucket } = server.options();
    const program = startProgram({ endpoint, caFile, bucket, ...credentials });
    expect(await program.next()).toBe(
      `StoreUnavailableError: bucket '${bucket}' of the document store does not exist: create it, or set remoteEnv.documentStore.minio.createBucket`,
    );
    expect(await program.end()).toEqual([1, null]);
  }, 60_000);
});
