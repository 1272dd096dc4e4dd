import { execFile } from 'node:child_process';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  ClientCertificateKind,
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  certificateObjectName,
  type Verdict,
} from '@remote-env/plugin-remote-env-common';
import {
  AssertionVerifier,
  signAssertion,
  subjectSchema,
  type AssertedIdentity,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { Authority } from '@remote-env/plugin-remote-env-node/x509';
import express, { type Express } from 'express';
import request from 'supertest';
import { parse } from 'yaml';
import {
  approvalObject,
  environmentObject,
} from '../../../__testUtils__/objects';
import { SYSTEM, useTestStore } from '../../../__testUtils__/testStore';
import { DatabaseActivityLog } from '../../../activity';
import { DatabaseTokenStore } from '../../../database/DatabaseTokenStore';
import { openPortalDatabase } from '../../../database/openPortalDatabase';
import {
  CertificateIssuer,
  GuessLimits,
  OneTimeTokens,
  Revocations,
} from '../../../trust';
import { verifyGatewayAssertion } from '../authenticateGateway';
import { createEdgeErrorHandler, edgeNotFound } from '../errors';
import { createTrustRouter, mapTrustError } from './createTrustRouter';

const ASSERTION_KEY = randomBytes(32);
const EDGE = 'https://edge.acme.test:8443';
const ADMIN = 'user:default/admin';
const DAY = 24 * 3600 * 1000;
const INFO = '/v1/applications/signingRequests/info';
const CERTIFICATES = '/v1/applications/certificates';
const RENEWALS = '/v1/applications/certificates/renewals';
const subject = subjectSchema.parse({ organization: 'Acme' });
const SUBJECT = '/O=Acme/OU=OrgUnit/L=Locality/ST=Province/C=DE';
const decode = (text: string) => Buffer.from(text, 'base64').toString();

let authority: Authority;
let folder: string;
const requests: Record<string, string> = {};

beforeAll(async () => {
  authority = await Authority.load(
    await Authority.createRoot({ subject: [['CN', 'Client CA']] }),
  );
  folder = await mkdtemp(path.join(tmpdir(), 'trust-protocol-'));
  const openssl = (...args: string[]) =>
    promisify(execFile)('openssl', args, { cwd: folder });
  await openssl('genrsa', '-out', 'key.pem', '2048');
  for (const [name, args] of Object.entries({
    good: ['-subj', `${SUBJECT}/CN=shop`],
    sha1: ['-sha1', '-subj', `${SUBJECT}/CN=shop`],
    foreign: ['-subj', `${SUBJECT}/CN=erp`],
  })) {
    await openssl('req', '-new', '-key', 'key.pem', '-out', name, ...args);
    requests[name] = await readFile(path.join(folder, name), 'base64');
  }
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

async function createApp(store: ResourceStore, perAddress?: number) {
  const knex = await databases.init('SQLITE_3');
  await openPortalDatabase({ getClient: async () => knex });
  const logger = mockServices.logger.mock();
  const tokens = OneTimeTokens.create({
    store: DatabaseTokenStore.create(knex),
    ttlMs: 300_000,
  });
  const activity = DatabaseActivityLog.create({ knex, logger });
  const issuer = CertificateIssuer.create({
    store,
    namespace: SYSTEM,
    authority,
    subject,
    validityMs: 90 * DAY,
  });
  const edge = express.Router();
  edge.use(
    verifyGatewayAssertion({
      verifier: AssertionVerifier.create(ASSERTION_KEY),
      logger,
    }),
    createTrustRouter({
      tokens,
      guesses: GuessLimits.create({ perAddress }),
      issuer,
      activity,
      store,
      namespace: SYSTEM,
      edge: { publicUrl: EDGE, subject },
    }),
    edgeNotFound,
    createEdgeErrorHandler({ logger, mappers: [mapTrustError] }),
  );
  return {
    app: express().use('/edge', edge),
    tokens,
    activity,
    issuer,
    logger,
  };
}

/** Asks the parser in a process of its own: it misjudges what comes from the realm of these tests. */
async function problemsOf(document: unknown): Promise<unknown> {
  const script = `
    const { validate } = require('@scalar/openapi-parser');
    validate(JSON.parse(process.argv[1])).then(({ valid, errors }) =>
      console.log(JSON.stringify({ valid, errors })));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['-e', script, JSON.stringify(document)],
    { cwd: __dirname },
  );
  return JSON.parse(stdout);
}

/** A call as the gateway forwards it. */
async function call(
  app: Express,
  method: 'get' | 'post' | 'put' | 'delete',
  url: string,
  options: { ip?: string; identity?: AssertedIdentity } = {},
) {
  const [pathname = ''] = url.split('?');
  const assertion = await signAssertion(ASSERTION_KEY, {
    method: method.toUpperCase(),
    path: pathname,
    ip: options.ip ?? '192.0.2.1',
    identity: options.identity,
  });
  return {
    test: request(app)
      [method](`/edge${url}`)
      .set('remote-env-assertion', assertion),
  };
}

async function get(...args: [Express, string, { ip?: string }?]) {
  const [app, url, options] = args;
  return (await call(app, 'get', url, options)).test;
}

async function post(
  app: Express,
  url: string,
  body: object | string,
  options?: { ip?: string; identity?: AssertedIdentity },
) {
  const { test } = await call(app, 'post', url, options);
  return test.set('content-type', 'application/json').send(body);
}

describe('wire-contracts 1.1', () => {
  const { open } = useTestStore();

  async function connect(
    options: { verdict?: Verdict; perAddress?: number } = {},
  ) {
    const store = open();
    const environment = await store.create(
      RemoteEnvironmentKind,
      environmentObject('shop'),
    );
    const identity = { name: 'shop', uid: environment.metadata.uid };
    await store.create(
      ConnectionApprovalKind,
      approvalObject(identity, options.verdict ?? 'approved'),
    );
    const parts = await createApp(store, options.perAddress);
    const issue = async () => (await parts.tokens.issue(identity, ADMIN)).token;
    return { ...parts, store, environment: identity, issue };
  }

  /** The token that an answer's `csrUrl` carries. */
  function freshToken(body: { csrUrl: string }): string {
    return new URL(body.csrUrl).searchParams.get('token') ?? '';
  }

  async function renewable() {
    const parts = await connect();
    const { body } = await post(
      parts.app,
      `${CERTIFICATES}?token=${await parts.issue()}`,
      { csr: requests.good },
    );
    const pem = decode(body.clientCrt);
    const fingerprint = createHash('sha256')
      .update(new X509Certificate(pem).raw)
      .digest('hex');
    const identity = { fingerprint, environment: parts.environment };
    return { ...parts, identity };
  }

  it('leads from a token to a certificate', async () => {
    const { app, store, environment, issue, activity } = await connect();
    const first = await issue();
    const info = await get(app, `${INFO}?token=${first}`);
    expect(info.status).toBe(200);
    expect(info.headers['cache-control']).toBe('no-store');
    const second = freshToken(info.body);
    expect(second).not.toBe(first);
    expect(info.body).toEqual({
      csrUrl: `${EDGE}/v1/applications/certificates?token=${second}`,
      api: {
        metadataUrl: `${EDGE}/shop/v1/metadata/services`,
        eventsUrl: `${EDGE}/shop/v1/events`,
        eventsInfoUrl: `${EDGE}/shop/v1/events/subscribed`,
        infoUrl: `${EDGE}/v1/applications/management/info`,
        certificatesUrl: `${EDGE}/v1/applications/certificates`,
      },
      certificate: {
        subject: 'O=Acme,OU=OrgUnit,L=Locality,ST=Province,C=DE,CN=shop',
        extensions: '',
        'key-algorithm': 'rsa2048',
      },
    });
    expect((await get(app, `${INFO}?token=${first}`)).status).toBe(403);

    const signed = await post(app, `${CERTIFICATES}?token=${second}`, {
      csr: requests.good,
      unknown: 'fields are ignored',
    });
    expect(signed.status).toBe(201);
    expect(Object.keys(signed.body)).toEqual(['crt', 'clientCrt', 'caCrt']);
    const [crt, clientCrt, caCrt] = Object.values<string>(signed.body).map(
      decode,
    );
    expect(caCrt).toBe(authority.chain);
    expect(crt).toBe(`${clientCrt}${caCrt}`);
    const leaf = new X509Certificate(clientCrt ?? '');
    expect(leaf.subject.split('\n').join(',')).toBe(
      info.body.certificate.subject,
    );
    expect(leaf.verify(new X509Certificate(authority.chain).publicKey)).toBe(
      true,
    );

    const fingerprint = createHash('sha256').update(leaf.raw).digest('hex');
    const record = await store.get(ClientCertificateKind, {
      namespace: SYSTEM,
      name: certificateObjectName(fingerprint),
    });
    expect(record?.spec).toMatchObject({
      environment,
      fingerprint,
      source: 'token',
      issuedTo: ADMIN,
      keyAlgorithm: 'rsa2048',
      pem: clientCrt,
    });
    const { items } = await activity.list({
      ...environment,
      createdAt: new Date(0),
    });
    expect(items).toEqual([
      expect.objectContaining({
        action: 'certificate-issue',
        outcome: 'success',
        details: { fingerprint },
      }),
    ]);
    expect(
      (
        await post(app, `${CERTIFICATES}?token=${second}`, {
          csr: requests.good,
        })
      ).body,
    ).toEqual({ code: 403, error: 'Invalid token.' });
  });

  it('speaks the oldest form', async () => {
    const { app, issue } = await connect();
    const base = '/v1/remoteenvironments/shop';
    const info = await get(app, `${base}/info?token=${await issue()}`);
    const token = freshToken(info.body);
    expect(info.body).toEqual({
      csrUrl: `${EDGE}${base}/client-certs?token=${token}`,
      api: {
        metadataUrl: `${EDGE}/shop/v1/metadata/services`,
        eventsUrl: `${EDGE}/shop/v1/events`,
        certificatesUrl: `${EDGE}${base}`,
      },
      certificate: {
        subject: 'OU=OrgUnit,O=Acme,L=Locality,ST=Province,C=DE,CN=shop',
        extensions: '',
        'key-algorithm': 'rsa2048',
      },
    });
    const elsewhere = `/v1/remoteenvironments/erp/client-certs?token=${token}`;
    expect((await post(app, elsewhere, { csr: requests.good })).body).toEqual({
      code: 403,
      error: 'Invalid token.',
    });
    const signed = await post(app, `${base}/client-certs?token=${token}`, {
      csr: requests.sha1,
    });
    expect(signed.status).toBe(201);
    expect(Object.keys(signed.body)).toEqual(['crt']);
    expect(decode(signed.body.crt).match(/BEGIN CERT/g)).toHaveLength(2);
  });

  it('lets exactly one of two at once succeed', async () => {
    const { app, issue, store } = await connect();
    const token = await issue();
    const infos = await Promise.all(
      [1, 2, 3].map(() => get(app, `${INFO}?token=${token}`)),
    );
    expect(infos.map(r => r.status).sort()).toEqual([200, 403, 403]);
    const fresh = await issue();
    const signed = await Promise.all(
      [1, 2, 3].map(() =>
        post(app, `${CERTIFICATES}?token=${fresh}`, { csr: requests.good }),
      ),
    );
    expect(signed.map(r => r.status).sort()).toEqual([201, 403, 403]);
    const { items } = await store.list(ClientCertificateKind);
    expect(items).toHaveLength(1);
  });

  it('keeps the token when there was no success', async () => {
    const { app, issue } = await connect();
    const url = `${CERTIFICATES}?token=${await issue()}`;
    const pem = (text: string) => Buffer.from(text).toString('base64');
    for (const [body, status, error] of [
      [
        '{"csr": ',
        400,
        expect.stringMatching(/^Error while unmarshalling request body: /),
      ],
      [
        {},
        400,
        'Error while unmarshalling request body: csr must be a string.',
      ],
      [
        { csr: '%%%' },
        400,
        'There was an error while parsing the base64 content. An incorrect value was provided.',
      ],
      [{ csr: pem('no PEM') }, 400, 'Error while decoding pem block.'],
      [
        {
          csr: pem(
            '-----BEGIN CERTIFICATE REQUEST-----\nYWJj\n-----END CERTIFICATE REQUEST-----',
          ),
        },
        400,
        expect.stringMatching(/^Error while parsing CSR: /),
      ],
      [{ csr: requests.foreign }, 400, 'CSR: Invalid common name provided.'],
      [
        { csr: 'A'.repeat(70_000) },
        413,
        'Request body is larger than 65536 bytes.',
      ],
    ] as const) {
      const answer = await post(app, url, body);
      expect(answer.body).toEqual({ code: status, error });
      expect(answer.status).toBe(status);
    }
    expect((await post(app, url, { csr: requests.good })).status).toBe(201);
  });

  it('wants a token before it reads anything', async () => {
    const { app } = await connect();
    const missing = { code: 403, error: 'Token not provided.' };
    const invalid = { code: 403, error: 'Invalid token.' };
    for (const url of [
      CERTIFICATES,
      '/v1/remoteenvironments/shop/client-certs',
    ]) {
      expect((await post(app, url, '{')).body).toEqual(missing);
      expect((await post(app, `${url}?token=guess`, '{')).body).toEqual(
        invalid,
      );
    }
    for (const url of [INFO, '/v1/remoteenvironments/shop/info']) {
      expect((await get(app, url)).body).toEqual(missing);
      expect((await get(app, `${url}?token=`)).body).toEqual(missing);
      expect((await get(app, `${url}?token=a&token=b`)).body).toEqual(missing);
      expect((await get(app, `${url}?token=guess`)).body).toEqual(invalid);
    }
  });

  it('takes no expired token', async () => {
    const { app, issue } = await connect();
    const token = await issue();
    const later = Date.now() + 301_000;
    const now = jest.spyOn(Date, 'now').mockReturnValue(later);
    try {
      const { test } = await call(app, 'get', `${INFO}?token=${token}`);
      expect((await test).body).toEqual({ code: 403, error: 'Invalid token.' });
    } finally {
      now.mockRestore();
    }
  });

  it('ends guesses of one address with Retry-After', async () => {
    const { app, issue } = await connect({ perAddress: 3 });
    for (let i = 0; i < 3; i++) {
      expect((await get(app, `${INFO}?token=guess${i}`)).status).toBe(403);
    }
    const refused = await get(app, `${INFO}?token=guess`);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.body.code).toBe(429);
    const other = await get(app, `${INFO}?token=${await issue()}`, {
      ip: '192.0.2.2',
    });
    expect(other.status).toBe(200);
  });

  it.each([
    ['suspended', 'Connection is suspended.'],
    ['rejected', 'Invalid token.'],
  ] as const)(
    'gives nothing to an environment that is %s',
    async (verdict, error) => {
      const { app, issue } = await connect({ verdict });
      const token = await issue();
      expect((await get(app, `${INFO}?token=${token}`)).body).toEqual({
        code: 403,
        error,
      });
      expect(
        (
          await post(app, `${CERTIFICATES}?token=${token}`, {
            csr: requests.good,
          })
        ).body,
      ).toEqual({ code: 403, error });
    },
  );

  it('gives nothing to the former holder of a name', async () => {
    const { app, issue, store } = await connect();
    const token = await issue();
    const name = { namespace: SYSTEM, name: 'shop' };
    await store.delete(RemoteEnvironmentKind, name);
    await store.create(RemoteEnvironmentKind, environmentObject('shop'));
    expect((await get(app, `${INFO}?token=${token}`)).body).toEqual({
      code: 403,
      error: 'Invalid token.',
    });
  });

  it('renews for the holder of a certificate', async () => {
    const { app, identity, store } = await renewable();
    const renewed = await post(
      app,
      RENEWALS,
      { csr: requests.good },
      { identity },
    );
    expect(renewed.status).toBe(201);
    expect(Object.keys(renewed.body)).toEqual(['crt', 'clientCrt', 'caCrt']);
    const { items } = await store.list(ClientCertificateKind);
    expect(items.map(item => item.spec.source).sort()).toEqual([
      'renewal',
      'token',
    ]);
    expect(
      items.find(item => item.spec.source === 'renewal')?.spec,
    ).toMatchObject({
      environment: identity.environment,
      issuedTo: `certificate:${identity.fingerprint}`,
    });
    expect(
      (await post(app, RENEWALS, { csr: requests.foreign }, { identity })).body,
    ).toEqual({ code: 400, error: 'CSR: Invalid common name provided.' });
  });

  it('renews nothing without a certificate, or with one that is revoked, unknown or of another', async () => {
    const { app, identity, store, environment } = await renewable();
    const renew = async (as?: AssertedIdentity) =>
      (await post(app, RENEWALS, { csr: requests.good }, { identity: as }))
        .body;
    expect(await renew()).toEqual({
      code: 401,
      error: 'Client certificate required.',
    });
    for (const other of [
      { ...identity, fingerprint: 'ab'.repeat(32) },
      { ...identity, environment: { name: 'shop', uid: 'another' } },
    ]) {
      expect(await renew(other)).toEqual({
        code: 403,
        error: 'no valid subject found',
      });
    }
    await Revocations.create({ store, namespace: SYSTEM }).revoke(
      environment.uid,
      identity.fingerprint,
      ADMIN,
    );
    expect(await renew(identity)).toEqual({
      code: 403,
      error: 'Certificate has been revoked.',
    });
  });

  it('renews nothing for a suspended connection', async () => {
    const { app, identity, store, environment } = await renewable();
    const name = { namespace: SYSTEM, name: 'shop' };
    await store.delete(ConnectionApprovalKind, name);
    await store.create(
      ConnectionApprovalKind,
      approvalObject(environment, 'suspended'),
    );
    expect(
      (await post(app, RENEWALS, { csr: requests.good }, { identity })).body,
    ).toEqual({ code: 403, error: 'Connection is suspended.' });
  });

  it('knows other routes and methods by their texts', async () => {
    const { app } = await connect();
    for (const url of [CERTIFICATES, RENEWALS]) {
      const answer = await get(app, url);
      expect(answer.body).toEqual({ code: 405, error: 'Method not allowed.' });
      expect(answer.headers.allow).toBe('POST');
    }
    const { test } = await call(app, 'delete', INFO);
    expect((await test).status).toBe(405);
    expect((await get(app, '/v1/nothing')).body).toEqual({
      code: 404,
      error: 'Requested resource could not be found.',
    });
  });

  it('serves its own document', async () => {
    const { app } = await connect();
    const moved = await get(app, '/v1');
    expect([moved.status, moved.headers.location]).toEqual([
      301,
      '/v1/api.yaml',
    ]);
    const { test } = await call(app, 'get', '/v1/api.yaml');
    const answer = await test.responseType('blob');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/yaml/);
    const document = parse(answer.body.toString());
    expect(await problemsOf(document)).toEqual({ valid: true, errors: [] });
    expect(document.servers).toEqual([{ url: EDGE }]);
  });

  it('listens to no call without the gateway assertion', async () => {
    const { app, issue } = await connect();
    const answer = await request(app).get(
      `/edge${INFO}?token=${await issue()}`,
    );
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toHaveProperty('csrUrl');
  });

  it('answers 500 without a stack when something breaks', async () => {
    const { app, tokens, issue, logger } = await connect();
    const token = await issue();
    jest
      .spyOn(tokens, 'find')
      .mockRejectedValue(new Error('secret detail of the database'));
    const answer = await get(app, `${INFO}?token=${token}`);
    expect(answer.body).toEqual({ code: 500, error: 'Internal server error.' });
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(logger.error.mock.calls)).not.toContain(token);
  });
});
