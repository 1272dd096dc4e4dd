import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  freePorts,
  startNginx,
} from '@remote-env/plugin-remote-env-node/testing-engines';
import {
  certificateFacts,
  type Authority,
  type RevokedSerial,
} from '@remote-env/plugin-remote-env-node/x509';
import { SYSTEM, useTestStore } from '../__testUtils__/testStore';
import { textOf } from './__testUtils__/secrets';
import { trustOn } from './__testUtils__/trustOn';
import { RevocationLists } from './RevocationLists';

jest.setTimeout(60_000);

const DAY = 24 * 3600 * 1000;

describe('an ingress that checks certificates by itself', () => {
  const { open } = useTestStore();
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = keys.privateKey
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ingress-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const issue = (authority: Authority) =>
    authority.issueClient({
      subject: [['CN', 'shop']],
      publicKey: createPublicKey(
        keys.publicKey.export({ type: 'spki', format: 'pem' }),
      ),
      validityMs: DAY,
    });

  async function statusFor(port: number, cert: string) {
    const req = request({
      host: '127.0.0.1',
      port,
      path: '/',
      ca: await readFile(path.join(folder, 'edge-ca.pem')),
      servername: 'localhost',
      cert,
      key,
    });
    req.end();
    const [answer]: IncomingMessage[] = await once(req, 'response');
    answer?.resume();
    return answer?.statusCode;
  }

  it('lets in by the bundle who was not revoked, of the authority in use and of the former one', async () => {
    const store = open();
    const { anchors, clients, logger } = trustOn(store, { dataDir: folder });
    await anchors.prepare();
    const former = await clients.current.get();
    const { authority } = await clients.rotation.rotate(
      former.facts.fingerprint,
    );
    const certificates = {
      formerGood: await issue(former),
      formerRevoked: await issue(former),
      good: await issue(authority),
      revoked: await issue(authority),
    };
    const revoked = (issuer: string): RevokedSerial[] =>
      [certificates.formerRevoked, certificates.revoked]
        .map(pem => certificateFacts(pem))
        .filter(facts => facts.issuer === issuer)
        .map(({ serialNumber }) => ({ serialNumber, revokedAt: new Date() }));
    await RevocationLists.create({
      ...clients,
      revoked: async issuer => revoked(issuer),
      complete: async () => {},
      validityMs: DAY,
      logger,
    }).publish();

    for (const [secret, name] of [
      ['client-ca-bundle', 'ca.crt'],
      ['client-ca-bundle', 'ca.crl'],
      ['edge-tls', 'tls.crt'],
      ['edge-tls', 'tls.key'],
    ] as const) {
      await writeFile(
        path.join(folder, name),
        await textOf(store, SYSTEM, secret, name),
        { mode: 0o600 },
      );
    }
    const [port = 0] = await freePorts(1);
    const nginx = await startNginx({
      directory: folder,
      port,
      configuration: `
        pid ${folder}/nginx.pid;
        error_log stderr;
        events {}
        http {
          access_log off;
          server {
            listen 127.0.0.1:${port} ssl;
            ssl_certificate ${folder}/tls.crt;
            ssl_certificate_key ${folder}/tls.key;
            ssl_client_certificate ${folder}/ca.crt;
            ssl_crl ${folder}/ca.crl;
            ssl_verify_client on;
            location / { return 204; }
          }
        }`,
    });
    try {
      const statuses: Record<string, number | undefined> = {};
      for (const [name, certificate] of Object.entries(certificates)) {
        statuses[name] = await statusFor(port, certificate);
      }
      expect(statuses).toEqual({
        formerGood: 204,
        formerRevoked: 400,
        good: 204,
        revoked: 400,
      });
    } finally {
      await nginx.stop();
    }
  });
});
