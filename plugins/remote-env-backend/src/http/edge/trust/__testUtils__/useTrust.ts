import { execFile } from 'node:child_process';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
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
import {
  approvalObject,
  environmentObject,
} from '../../../../__testUtils__/objects';
import { SYSTEM, useTestStore } from '../../../../__testUtils__/testStore';
import {
  DatabaseActivityLog,
  DatabaseReportLedger,
  SecurityLog,
  SecurityMeter,
} from '../../../../activity';
import { DatabaseTokenStore } from '../../../../database/DatabaseTokenStore';
import { rateLimitersIn } from '../../../../database/rateLimitersIn';
import { openPortalDatabase } from '../../../../database/openPortalDatabase';
import {
  CertificateIssuer,
  GuessLimits,
  OneTimeTokens,
} from '../../../../trust';
import { verifyGatewayAssertion } from '../../authenticateGateway';
import { createEdgeErrorHandler, edgeNotFound } from '../../errors';
import { createTrustRouter, mapTrustError } from '../createTrustRouter';

const ASSERTION_KEY = randomBytes(32);
export const EDGE = 'https://edge.acme.test:8443';
export const ADMIN = 'user:default/admin';
const DAY = 24 * 3600 * 1000;
export const INFO = '/v1/applications/signingRequests/info';
export const CERTIFICATES = '/v1/applications/certificates';
export const RENEWALS = '/v1/applications/certificates/renewals';
const SUBJECT_CONFIG = subjectSchema.parse({ organization: 'Acme' });
const SUBJECT = '/O=Acme/OU=OrgUnit/L=Locality/ST=Province/C=DE';
export const decode = (text: string) => Buffer.from(text, 'base64').toString();

/** A call as the gateway forwards it. */
export async function call(
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

export async function get(...args: [Express, string, { ip?: string }?]) {
  const [app, url, options] = args;
  return (await call(app, 'get', url, options)).test;
}

export async function post(
  app: Express,
  url: string,
  body: object | string,
  options?: { ip?: string; identity?: AssertedIdentity },
) {
  const { test } = await call(app, 'post', url, options);
  return test.set('content-type', 'application/json').send(body);
}

/** The token that an answer's `csrUrl` carries. */
export function freshToken(body: { csrUrl: string }): string {
  return new URL(body.csrUrl).searchParams.get('token') ?? '';
}

/** The trust routes on real stores, with an authority and requests that openssl made, for the tests of one file. */
export function useTrust() {
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
      tenant: [
        '-subj',
        '/O=Tenant 1/OU=group-1/L=Locality/ST=Province/C=DE/CN=shop',
      ],
    })) {
      await openssl('req', '-new', '-key', 'key.pem', '-out', name, ...args);
      requests[name] = await readFile(path.join(folder, name), 'base64');
    }
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true }));

  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  async function createApp(
    store: ResourceStore,
    perAddress?: number,
    byTenant = false,
  ) {
    const subject = { ...SUBJECT_CONFIG, byTenant };
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
      authority: { get: async () => authority },
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
        guesses: GuessLimits.create({
          limiter: rateLimitersIn(knex),
          perAddress,
        }),
        issuer,
        activity,
        security: SecurityLog.create({
          ledger: DatabaseReportLedger.create(knex),
          meter: SecurityMeter.create(),
          logger,
        }),
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

  const { open } = useTestStore();

  async function connect(
    options: {
      verdict?: Verdict;
      perAddress?: number;
      byTenant?: boolean;
      tenant?: string;
      group?: string;
    } = {},
  ) {
    const store = open();
    const environment = await store.create(
      RemoteEnvironmentKind,
      environmentObject('shop', {
        tenant: options.tenant,
        group: options.group,
      }),
    );
    const identity = { name: 'shop', uid: environment.metadata.uid };
    await store.create(
      ConnectionApprovalKind,
      approvalObject(identity, options.verdict ?? 'approved'),
    );
    const parts = await createApp(store, options.perAddress, options.byTenant);
    const issue = async () => (await parts.tokens.issue(identity, ADMIN)).token;
    return { ...parts, store, environment: identity, issue };
  }

  async function renewable(
    options: Parameters<typeof connect>[0] = {},
    csr = 'good',
  ) {
    const parts = await connect(options);
    const { body } = await post(
      parts.app,
      `${CERTIFICATES}?token=${await parts.issue()}`,
      { csr: requests[csr] },
    );
    const pem = decode(body.clientCrt);
    const fingerprint = createHash('sha256')
      .update(new X509Certificate(pem).raw)
      .digest('hex');
    const identity = { fingerprint, environment: parts.environment };
    return { ...parts, identity };
  }

  /** Another portal on the same store, whose configuration says otherwise. */
  const reconfigured = async (store: ResourceStore, byTenant: boolean) =>
    (await createApp(store, undefined, byTenant)).app;

  return {
    connect,
    reconfigured,
    renewable,
    requests,
    authority: () => authority,
  };
}
