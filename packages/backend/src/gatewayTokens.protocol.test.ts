import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import remoteEnvPlugin from '@remote-env/plugin-remote-env-backend';
import {
  assertionKey,
  GATEWAY_HEADERS,
  signAssertion,
} from '@remote-env/plugin-remote-env-node';
import { memoryDatabases } from '@remote-env/plugin-remote-env-node/testing-backend';
import { gatewayTokens } from './gatewayTokens';

jest.setTimeout(60_000);

const databases = memoryDatabases(TestDatabases.create({ ids: ['SQLITE_3'] }));

const PATH = '/v1/api.yaml';

/** How long a file may have changed before it counts everywhere. */
const NOTICED_MS = 5000;

const newToken = () => randomBytes(32).toString('hex');
const newKey = () => randomBytes(32).toString('base64');

/** The portal with Backstage's own authentication, and calls as gateways make them, over sockets. */
describe('what portal and gateways share', () => {
  let directory: string;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  const old = { token: newToken(), key: newKey() };
  const next = { token: newToken(), key: newKey() };

  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'rotation-'));
    write([old]);
    backend = await startTestBackend({
      features: [
        databases,
        remoteEnvPlugin,
        gatewayTokens,
        authServiceFactory,
        httpAuthServiceFactory,
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://localhost:7007' },
            remoteEnv: {
              dataDir: path.join(directory, 'data'),
              secrets: { encryptionKey: newKey() },
              gateway: {
                supervise: false,
                tokenFile: path.join(directory, 'token'),
                assertionKeyFile: path.join(directory, 'key'),
                controlToken: newToken(),
              },
            },
          },
        }),
      ],
    });
  });
  afterAll(async () => {
    await backend?.stop();
    rmSync(directory, { recursive: true });
  });

  function write(pairs: { token: string; key: string }[]) {
    const lines = (name: 'token' | 'key') =>
      `${pairs.map(pair => pair[name]).join('\n')}\n`;
    writeFileSync(path.join(directory, 'token'), lines('token'));
    writeFileSync(path.join(directory, 'key'), lines('key'));
  }

  async function call({ token, key }: { token: string; key: string }) {
    const { port } = backend.server.address() as AddressInfo;
    const answer = await fetch(
      `http://127.0.0.1:${port}/api/remote-env/edge${PATH}`,
      {
        headers: {
          authorization: `Bearer ${token}`,
          [GATEWAY_HEADERS.protocol]: '1',
          [GATEWAY_HEADERS.assertion]: await signAssertion(assertionKey(key), {
            method: 'GET',
            path: PATH,
            ip: '192.0.2.1',
          }),
        },
      },
    );
    await answer.arrayBuffer();
    return answer.status;
  }

  /** Calls until it is so. */
  async function becomes(
    status: number,
    pair: { token: string; key: string },
    meanwhile: { token: string; key: string },
  ) {
    const until = performance.now() + NOTICED_MS;
    for (;;) {
      const [met, good] = await Promise.all([call(pair), call(meanwhile)]);
      expect(good).toBe(200);
      if (met === status) {
        return;
      }
      expect(performance.now()).toBeLessThan(until);
    }
  }

  it('can be exchanged while calls go on, none of which is refused', async () => {
    expect(await call(old)).toBe(200);
    expect(await call(next)).toBe(401);
    expect(await call({ ...old, key: next.key })).toBe(403);

    // What will be next is accepted first, then used, then alone.
    write([old, next]);
    await becomes(200, next, old);
    write([next, old]);
    for (let turn = 0; turn < 50; turn++) {
      expect(await Promise.all([call(old), call(next)])).toEqual([200, 200]);
    }
    write([next]);
    await becomes(401, old, next);
    // Each file is read again by itself.
    await becomes(403, { ...next, key: old.key }, next);
  });

  it('opens no other route', async () => {
    const { port } = backend.server.address() as AddressInfo;
    const answer = await fetch(
      `http://127.0.0.1:${port}/api/remote-env/v1/environments`,
      { headers: { authorization: `Bearer ${next.token}` } },
    );
    expect([401, 403]).toContain(answer.status);
  });
});
