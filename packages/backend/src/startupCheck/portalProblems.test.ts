import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import { portalProblems } from './portalProblems';

const key = () => randomBytes(32).toString('base64');
const token = () => randomBytes(32).toString('hex');

describe('portalProblems', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'startup-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  function file(name: string, content: string): string {
    const at = path.join(directory, name);
    writeFileSync(at, content);
    return at;
  }

  /** A good configuration as text, so that changes can name a path in it. */
  function good(): Record<string, unknown> {
    return {
      'app.baseUrl': 'https://portal.acme.test',
      'backend.baseUrl': 'https://portal.acme.test',
      'backend.database.client': 'pg',
      'backend.database.connection.host': 'postgres',
      'backend.database.connection.user': 'portal',
      'backend.database.connection.password': token(),
      'auth.environment': 'production',
      'auth.session.secret': token(),
      'auth.providers.oidc.production.metadataUrl':
        'https://login.acme.test/.well-known/openid-configuration',
      'auth.providers.oidc.production.clientId': 'portal',
      'auth.providers.oidc.production.clientSecret': token(),
      'auth.providers.oidc.production.claims': {},
      'permission.enabled': true,
      'remoteEnv.dataDir': path.join(directory, 'data'),
      'remoteEnv.admins': ['group:default/admins'],
      'remoteEnv.secrets.encryptionKey': key(),
      'remoteEnv.gateway.token': token(),
      'remoteEnv.gateway.assertionKey': key(),
      'remoteEnv.gateway.controlToken': token(),
    };
  }

  function problems(changes: Record<string, unknown>, production = true) {
    const data: Record<string, unknown> = {};
    for (const [at, value] of Object.entries({ ...good(), ...changes })) {
      const parts = at.split('.');
      const last = parts.pop() ?? '';
      let target = data;
      for (const part of parts) {
        const next = target[part];
        const made: Record<string, unknown> =
          typeof next === 'object' && next !== null ? { ...next } : {};
        target[part] = made;
        target = made;
      }
      if (value !== undefined) {
        target[last] = value;
      }
    }
    return portalProblems(
      new ConfigReader(JSON.parse(JSON.stringify(data))),
      production,
    ).problems;
  }

  it('finds nothing wrong with a good one', () => {
    expect(problems({})).toEqual([]);
  });

  it.each([
    ['app.baseUrl', undefined, 'app.baseUrl is missing'],
    [
      'app.baseUrl',
      'http://portal.acme.test',
      'app.baseUrl must begin with https://',
    ],
    ['app.baseUrl', 'portal', 'app.baseUrl must be an absolute https URL'],
    ['auth.session.secret', '', 'auth.session.secret is missing'],
    [
      'auth.session.secret',
      'short',
      'auth.session.secret must have 32 characters',
    ],
    [
      'auth.session.secret',
      'a'.repeat(40),
      'auth.session.secret can be guessed',
    ],
    [
      'auth.session.secret',
      'change-me-change-me-change-me-change',
      'auth.session.secret is a placeholder',
    ],
    [
      'auth.providers.oidc.production.clientId',
      undefined,
      'auth.providers.oidc.production.clientId is missing',
    ],
    [
      'auth.providers.oidc.production.clientSecret',
      '<secret>',
      'auth.providers.oidc.production.clientSecret is a placeholder',
    ],
    [
      'auth.providers.oidc.production.metadataUrl',
      'http://login.acme.test',
      'auth.providers.oidc.production.metadataUrl must begin with https://',
    ],
    [
      'auth.providers.oidc.production.claims',
      undefined,
      'has neither claims nor signIn.resolvers',
    ],
    ['auth.providers.local', {}, 'auth.providers.local lets anybody in'],
    [
      'backend.database.connection.password',
      undefined,
      'backend.database.connection.password is missing',
    ],
    ['permission.enabled', false, 'permission.enabled must be true'],
    ['remoteEnv.admins', [], 'remoteEnv.admins is empty'],
    [
      'remoteEnv.outbound.allowLoopback',
      true,
      'remoteEnv.outbound.allowLoopback is for trying out',
    ],
    [
      'remoteEnv.dataDir',
      '/dev/null/data',
      "remoteEnv.dataDir: '/dev/null/data' cannot be written to",
    ],
    [
      'remoteEnv.edge.publicUrl',
      'http://edge.acme.test',
      'remoteEnv.edge.publicUrl must be an absolute https URL',
    ],
    [
      'remoteEnv.gateway.suprvise',
      true,
      'remoteEnv.gateway has unknown keys: suprvise (did you mean supervise?)',
    ],
    [
      'remoteEnv.resourcesStore',
      {},
      'remoteEnv has unknown keys: resourcesStore (did you mean resourceStore?)',
    ],
    [
      'remoteEnv.gateway.assertionKey',
      undefined,
      'remoteEnv.gateway.assertionKey is missing',
    ],
    [
      'remoteEnv.resourceStore.type',
      'kubernetes',
      'remoteEnv.resourceStore.kubernetes.kubeconfig is missing, and this process does not run in a pod',
    ],
  ])('names %s when it is %j', (at, value, line) => {
    const found = problems({ [at]: value });
    expect(found.filter(problem => problem.includes(line))).toHaveLength(1);
  });

  it('wants no two secrets to be the same', () => {
    const same = token();
    expect(
      problems({
        'auth.session.secret': same,
        'remoteEnv.gateway.controlToken': same,
      }),
    ).toEqual([
      'auth.session.secret is the same as remoteEnv.gateway.controlToken: whoever learns one must not know the other',
    ]);
  });

  it('reads the files that are named', () => {
    const minio = {
      endpoint: 'https://s3.acme.test',
      bucket: 'documents',
      accessKeyFile: file('access', ' \n'),
      secretKeyFile: path.join(directory, 'nowhere'),
      caFile: file('ca.pem', 'no certificate'),
    };
    const nats = {
      servers: 'tls://nats:4222',
      credentialsFile: file('nats.creds', 'nothing'),
      tls: { keyFile: file('key.pem', 'nothing') },
    };
    const remote = (at: string) =>
      expect.stringContaining(`remoteEnv.${at}: '`);
    expect(
      problems({
        'remoteEnv.documentStore': { type: 'minio', minio },
        'remoteEnv.eventBus': { type: 'nats', nats },
      }),
    ).toEqual([
      remote('documentStore.minio.accessKeyFile'),
      remote('documentStore.minio.secretKeyFile'),
      remote('documentStore.minio.caFile'),
      remote('eventBus.nats.credentialsFile'),
      remote('eventBus.nats.tls.keyFile'),
    ]);
  });

  it('takes what gateways share with the portal from files, with the one before', () => {
    const files = {
      'remoteEnv.gateway.token': undefined,
      'remoteEnv.gateway.assertionKey': undefined,
      'remoteEnv.gateway.tokenFile': file('token', `${token()}\n${token()}\n`),
      'remoteEnv.gateway.assertionKeyFile': file('key', key()),
    };
    expect(problems(files)).toEqual([]);
    expect(
      problems({
        ...files,
        'remoteEnv.gateway.tokenFile': file(
          'three',
          [token(), token(), token()].join('\n'),
        ),
        'remoteEnv.gateway.assertionKeyFile': file('short', 'c2hvcnQ='),
      }),
    ).toEqual([
      expect.stringMatching(
        /^remoteEnv\.gateway\.tokenFile: '.*three' has more than 2 lines/,
      ),
      expect.stringMatching(
        /^remoteEnv\.gateway\.assertionKeyFile: '.*short' line 1 must be base64/,
      ),
    ]);
    expect(
      problems({ 'remoteEnv.gateway.tokenFile': file('token', token()) }),
    ).toEqual([
      'remoteEnv.gateway.tokenFile must not stand beside token: remove one of them',
    ]);
  });

  it('wants no token of gateways that would outlive its exchange', () => {
    const shared = token();
    expect(
      problems({
        'remoteEnv.gateway.token': shared,
        'backend.auth.externalAccess': [
          { type: 'static', options: { token: shared, subject: 'gateway' } },
        ],
      }),
    ).toEqual([
      expect.stringContaining(
        'backend.auth.externalAccess has a token of remoteEnv.gateway',
      ),
    ]);
  });

  it('wants stores that gateways elsewhere can read', () => {
    expect(
      problems({
        'remoteEnv.gateway.supervise': 'false',
        'backend.database.client': 'better-sqlite3',
      }),
    ).toEqual([
      expect.stringContaining('backend.database.client must be pg'),
      expect.stringContaining('remoteEnv.resourceStore is an SQLite file'),
      expect.stringContaining('remoteEnv.eventBus is an SQLite file'),
    ]);
  });

  it('is content with less on one machine', () => {
    expect(
      problems(
        {
          'app.baseUrl': 'http://localhost:7007',
          'auth.session.secret': undefined,
          'auth.providers.local': {},
        },
        false,
      ),
    ).toEqual([]);
  });
});
