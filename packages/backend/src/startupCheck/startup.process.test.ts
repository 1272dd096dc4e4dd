import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../..');

/** The program as it is started, with the configuration of production. */
describe('start of the portal', () => {
  jest.setTimeout(60_000);
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'startup-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  async function start(env: NodeJS.ProcessEnv, ...configs: string[]) {
    const child = spawn(
      process.execPath,
      [
        '--no-node-snapshot',
        '--require',
        path.join(ROOT, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
        path.join(ROOT, 'packages/backend/src/index.ts'),
        ...configs.flatMap(config => ['--config', config]),
      ],
      {
        cwd: path.join(ROOT, 'packages/backend'),
        env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
      },
    );
    let output = '';
    child.stdout.on('data', chunk => (output += chunk));
    child.stderr.on('data', chunk => (output += chunk));
    const [code] = await once(child, 'close');
    return { code, lines: output.trim().split('\n') };
  }

  it('says everything that is wrong at once, and starts nothing', async () => {
    const { code, lines } = await start(
      {
        APP_BASE_URL: 'http://portal.acme.test',
        REMOTE_ENV_DATA_DIR: directory,
        REMOTE_ENV_GATEWAY_TOKEN: 'hunter2',
        S3_ENDPOINT: 'https://s3.acme.test',
        S3_BUCKET: 'documents',
      },
      path.join(ROOT, 'app-config.production.yaml'),
    );
    expect(code).toBe(1);
    for (const named of [
      'app.baseUrl must begin with https://',
      'backend.database.connection.host is missing',
      'auth.session.secret is missing',
      'auth.providers.oidc.production.clientId is missing',
      'remoteEnv.secrets.encryptionKey is missing',
      'remoteEnv.gateway.token must have 32 characters',
      'remoteEnv.documentStore.minio must have either accessKey',
      'remoteEnv.eventBus.nats.servers is missing',
    ]) {
      expect(
        lines.filter(
          line => line.startsWith('error: ') && line.includes(named),
        ),
      ).not.toEqual([]);
    }
    expect(
      lines.every(line =>
        /^(error: |The portal does not start: \d+ problems)/.test(line),
      ),
    ).toBe(true);
    expect(lines.join()).not.toContain('hunter2');
  });

  it('says what is wrong with the file itself', async () => {
    const broken = path.join(directory, 'broken.yaml');
    writeFileSync(broken, 'app: { baseUrl: ${A} }\n');
    const { code, lines } = await start({}, broken);
    expect(code).toBe(1);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^error: .*line 1/);
  });
});
