import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { memoryDatabases } from '@remote-env/plugin-remote-env-node/testing-backend';
import request from 'supertest';
import authModuleLocal from '.';

const databases = memoryDatabases(TestDatabases.create({ ids: ['SQLITE_3'] }));

const CLI_TOKEN = 'a-token-of-this-very-installation';
const CONFIG = {
  app: { baseUrl: 'http://localhost:7007' },
  backend: { baseUrl: 'http://localhost:7007' },
};

type MockConfig = NonNullable<
  Parameters<typeof mockServices.rootConfig.factory>[0]
>['data'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-auth-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function start(data: MockConfig) {
  return startTestBackend({
    features: [
      databases,
      authPlugin,
      authModuleLocal,
      catalogServiceMock.factory(),
      mockServices.rootConfig.factory({ data }),
    ],
  });
}

async function startLocal() {
  const { server } = await start({
    ...CONFIG,
    auth: {
      providers: {
        local: { cliToken: CLI_TOKEN, cliFile: join(folder, 'd', 'cli.json') },
      },
    },
  });
  return (headers: Record<string, string>) =>
    request(server).get('/api/auth/local/refresh').set(headers);
}

describe('local sign-in', () => {
  it('issues tokens for developer and admin, and writes what the command line needs', async () => {
    const signIn = await startLocal();

    const developer = await signIn({ 'x-remote-env-local-user': 'developer' });
    expect(developer.status).toBe(200);
    expect(developer.body.profile.displayName).toBe('Local developer');
    expect(developer.body.backstageIdentity.identity).toMatchObject({
      userEntityRef: 'user:default/developer',
      ownershipEntityRefs: [
        'user:default/developer',
        'group:default/developers',
      ],
    });

    const admin = await signIn({ 'x-remote-env-local-user': 'admin' });
    const [, claims] = admin.body.backstageIdentity.token.split('.');
    expect(
      JSON.parse(Buffer.from(claims, 'base64url').toString()),
    ).toMatchObject({ sub: 'user:default/admin' });

    const cli = await signIn({ 'x-remote-env-local-token': CLI_TOKEN });
    expect(cli.body.backstageIdentity.identity.userEntityRef).toBe(
      'user:default/admin',
    );

    const file = join(folder, 'd', 'cli.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      portalUrl: 'http://localhost:7007',
      user: 'user:default/admin',
      refreshToken: CLI_TOKEN,
    });
    expect((await stat(file)).mode % 0o1000).toBe(0o600);
  });

  it('refuses everybody else', async () => {
    const signIn = await startLocal();
    const refused: Record<string, string>[] = [
      {},
      { 'x-remote-env-local-user': 'root' },
      { 'x-remote-env-local-user': 'constructor' },
      { 'x-remote-env-local-token': 'guess' },
      {
        'x-remote-env-local-user': 'admin',
        'x-remote-env-local-token': '',
      },
    ];
    for (const headers of refused) {
      const answer = await signIn(headers);
      expect(answer.status).toBe(401);
      expect(answer.body).not.toHaveProperty('backstageIdentity');
      expect(answer.text).not.toContain(CLI_TOKEN);
    }
  });

  it('ends the start where others could reach it', async () => {
    await expect(
      start({
        app: { baseUrl: 'https://portal.example.com' },
        backend: { baseUrl: 'https://portal.example.com' },
        auth: { providers: { local: {} } },
      }),
    ).rejects.toThrow(/refuses to load: app.baseUrl/);
  });

  it('does nothing unless configured', async () => {
    const { server } = await start({
      app: { baseUrl: 'https://portal.example.com' },
      backend: { baseUrl: 'https://portal.example.com' },
    });
    const answer = await request(server)
      .get('/api/auth/local/refresh')
      .set({ 'x-remote-env-local-user': 'admin' });
    expect(answer.status).toBe(404);
  });
});
