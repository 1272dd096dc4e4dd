import { randomUUID } from 'node:crypto';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import authModuleOidc from '@remote-env/plugin-auth-backend-module-oidc';
import permissionModule from '@remote-env/plugin-permission-backend-module-remote-env';
import {
  operationsReadPermission,
  environmentCreatePermission,
} from '@remote-env/plugin-remote-env-common';
import { memoryDatabases } from '@remote-env/plugin-remote-env-node/testing-backend';
import { freePorts } from '@remote-env/plugin-remote-env-node/testing-ports';
import {
  changeAccount,
  startOidcProvider,
  type TestOidcProvider,
} from './__testUtils__/startOidcProvider';
import { TestBrowser } from './__testUtils__/TestBrowser';

/**
 * The store of sessions looks each minute for those that are over, and cannot be told to end: with the databases of this
 * file gone, it would fail whatever is tested after it.
 */
jest.mock('connect-session-knex', () => (session: unknown) => {
  const KnexStore = jest.requireActual<
    (session: unknown) => new (options: object) => object
  >('connect-session-knex')(session);
  return class extends KnexStore {
    constructor(options: object) {
      super({ ...options, disableDbCleanup: true });
    }
  };
});

const databases = memoryDatabases(TestDatabases.create({ ids: ['SQLITE_3'] }));

const ACCOUNTS = {
  'id-dora': {
    preferred_username: 'dora',
    name: 'Dora Developer',
    email: 'dora@acme.test',
    email_verified: true,
    groups: ['developers'],
  },
  'id-adam': {
    preferred_username: 'Adam',
    name: 'Adam Admin',
    groups: ['developers', 'Platform Admins'],
  },
  'id-nobody': { name: 'Nobody', groups: ['Platform Admins'] },
};

/** What the last page of the window tells the page that opened it. */
function messageOf(page: string) {
  const [, message = ''] = /decodeURIComponent\('([^']+)'\)/.exec(page) ?? [];
  return JSON.parse(decodeURIComponent(message));
}

/** The parts of a portal that signing in takes. */
function startPortal(
  provider: Pick<TestOidcProvider, 'issuer' | 'clientId' | 'clientSecret'>,
) {
  return startTestBackend({
    features: [
      databases,
      authPlugin,
      authModuleOidc,
      permissionPlugin,
      permissionModule,
      catalogServiceMock.factory(),
      authServiceFactory,
      httpAuthServiceFactory,
      userInfoServiceFactory,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost' },
          backend: { baseUrl: 'http://localhost' },
          permission: { enabled: true },
          remoteEnv: { admins: ['group:default/admins'] },
          auth: {
            environment: 'production',
            session: { secret: 'of this test' },
            providers: {
              oidc: {
                production: {
                  metadataUrl: `${provider.issuer}/.well-known/openid-configuration`,
                  clientId: provider.clientId,
                  clientSecret: provider.clientSecret,
                  prompt: 'auto',
                  additionalScopes: ['groups'],
                  claims: {
                    groupRefs: { 'Platform Admins': 'group:default/admins' },
                  },
                },
              },
            },
          },
        },
      }),
    ],
  });
}

describe('sign-in by OpenID Connect', () => {
  let provider: TestOidcProvider;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  let portal: string;

  beforeAll(async () => {
    provider = await startOidcProvider(ACCOUNTS);
    backend = await startPortal(provider);
    portal = `http://localhost:${backend.server.port()}/api`;
    await provider.allowRedirect(
      `${portal}/auth/oidc/handler/frame`,
      'http://localhost',
    );
  }, 60_000);

  afterAll(async () => {
    await backend?.stop();
    await provider?.stop();
  });

  /** The pop-up: from the portal to the provider, its form, and back; what the portal tells its page in the end. */
  async function signIn(browser: TestBrowser, account: string, at = portal) {
    const form = await browser.follow(
      `${at}/auth/oidc/start?env=production&scope=openid%20profile%20email`,
    );
    expect(form.url).toContain('/interaction/');
    const [, action = ''] = /action="([^"]+)"/.exec(form.text) ?? [];
    const end = await browser.follow(action, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        prompt: 'login',
        login: account,
        password: 'any',
      }).toString(),
    });
    expect(end.url).toContain(`${at}/auth/oidc/handler/frame`);
    return messageOf(end.text);
  }

  const refresh = (browser: TestBrowser) =>
    browser.fetch(`${portal}/auth/oidc/refresh?env=production`, {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });

  /** On requesting an environment, which everybody may, and on the operators' page, which admins may. */
  async function decisions(token: string): Promise<string[]> {
    const answer = await fetch(`${portal}/permission/authorize`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({
        items: [
          { id: randomUUID(), permission: environmentCreatePermission },
          { id: randomUUID(), permission: operationsReadPermission },
        ],
      }),
    });
    expect(answer.status).toBe(200);
    const { items } = await answer.json();
    return items.map(({ result }: { result: string }) => result);
  }

  it('makes a developer of one and an admin of the other, as their groups and remoteEnv.admins say', async () => {
    const developer = await signIn(TestBrowser.create(), 'id-dora');
    expect(developer.response).toMatchObject({
      profile: { displayName: 'Dora Developer', email: 'dora@acme.test' },
      backstageIdentity: {
        identity: {
          userEntityRef: 'user:default/dora',
          ownershipEntityRefs: [
            'user:default/dora',
            'group:default/developers',
          ],
        },
      },
    });
    const admin = await signIn(TestBrowser.create(), 'id-adam');
    expect(admin.response.backstageIdentity.identity).toMatchObject({
      userEntityRef: 'user:default/adam',
      ownershipEntityRefs: [
        'user:default/adam',
        'group:default/developers',
        'group:default/admins',
      ],
    });
    expect(await decisions(developer.response.backstageIdentity.token)).toEqual(
      ['ALLOW', 'DENY'],
    );
    expect(await decisions(admin.response.backstageIdentity.token)).toEqual([
      'ALLOW',
      'ALLOW',
    ]);
  }, 30_000);

  it('refuses whoever the provider does not name', async () => {
    const browser = TestBrowser.create();
    const { error, response } = await signIn(browser, 'id-nobody');
    expect(error).toMatchObject({
      name: 'AuthenticationError',
      message: expect.stringContaining("claim 'preferred_username' is missing"),
    });
    expect(response).toBeUndefined();
    expect((await refresh(browser)).status).toBe(401);
  }, 30_000);

  it('keeps a session until somebody signs out', async () => {
    const browser = TestBrowser.create();
    await signIn(browser, 'id-dora');
    const renewed = await refresh(browser);
    expect(renewed.status).toBe(200);
    expect((await renewed.json()).backstageIdentity.identity).toMatchObject({
      userEntityRef: 'user:default/dora',
      ownershipEntityRefs: ['user:default/dora', 'group:default/developers'],
    });

    const out = await browser.fetch(
      `${portal}/auth/oidc/logout?env=production`,
      {
        method: 'POST',
        headers: { 'x-requested-with': 'XMLHttpRequest' },
      },
    );
    expect(out.status).toBe(200);
    // The provider is told whom to sign out, and where to send him then.
    const { origin, pathname, searchParams } = new URL(
      (await out.json()).logoutUrl,
    );
    expect(`${origin}${pathname}`).toBe(`${provider.issuer}/session/end`);
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: provider.clientId,
      id_token_hint: expect.stringMatching(/^ey/),
      post_logout_redirect_uri: 'http://localhost',
    });
    expect((await refresh(browser)).status).toBe(401);
    expect((await refresh(TestBrowser.create())).status).toBe(401);
  }, 30_000);

  it('follows the provider with the next refresh: a group that was left, an account that is no more', async () => {
    const browser = TestBrowser.create();
    await signIn(browser, 'id-adam');
    await changeAccount(provider.issuer, 'id-adam', {
      ...ACCOUNTS['id-adam'],
      groups: ['developers'],
    });
    const demoted = (await (await refresh(browser)).json()).backstageIdentity;
    expect(demoted.identity.ownershipEntityRefs).toEqual([
      'user:default/adam',
      'group:default/developers',
    ]);
    expect(await decisions(demoted.token)).toEqual(['ALLOW', 'DENY']);

    await changeAccount(provider.issuer, 'id-adam', null);
    const answer = await refresh(browser);
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain(provider.clientSecret);
  }, 30_000);

  it('says that the provider is away, and takes people in once it is there', async () => {
    const [port = 0] = await freePorts(1);
    const later = {
      issuer: `http://localhost:${port}`,
      clientId: provider.clientId,
      clientSecret: provider.clientSecret,
    };
    const other = await startPortal(later);
    const at = `http://localhost:${other.server.port()}/api`;
    let started: TestOidcProvider | undefined;
    try {
      const browser = TestBrowser.create();
      const end = await browser.follow(
        `${at}/auth/oidc/start?env=production&scope=openid`,
      );
      expect(messageOf(end.text).error).toEqual({
        name: 'ServiceUnavailableError',
        message: 'The sign-in provider cannot be reached',
      });
      // Who wants to leave is let go without it.
      const out = await browser.fetch(`${at}/auth/oidc/logout?env=production`, {
        method: 'POST',
        headers: {
          'x-requested-with': 'XMLHttpRequest',
          cookie: 'oidc-refresh-token=t',
        },
      });
      expect(out.status).toBe(200);

      started = await startOidcProvider(ACCOUNTS, port);
      await started.allowRedirect(
        `${at}/auth/oidc/handler/frame`,
        'http://localhost',
      );
      expect((await signIn(browser, 'id-dora', at)).response.profile).toEqual({
        displayName: 'Dora Developer',
        email: 'dora@acme.test',
      });
    } finally {
      await started?.stop();
      await other.stop();
    }
  }, 60_000);

  it('says that somebody turned back at the provider', async () => {
    const browser = TestBrowser.create();
    const form = await browser.follow(
      `${portal}/auth/oidc/start?env=production&scope=openid`,
    );
    const [, abort = ''] = /href="([^"]+\/abort)"/.exec(form.text) ?? [];
    const end = await browser.follow(abort);
    expect(messageOf(end.text).error).toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('you turned back there'),
    });
  }, 30_000);
});
