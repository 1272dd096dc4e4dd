import { execFile } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Authority } from '@remote-env/plugin-remote-env-node/x509';
import { TestCa } from '../__testUtils__/pki';
import { until } from '../__testUtils__/until';
import {
  INFO,
  noValidSubject,
  refusal,
  subscribed,
} from '../__testUtils__/edgeAnswers';
import { useEdge } from '../__testUtils__/useEdge';

jest.setTimeout(60_000);

const HOUR = 3_600_000;

describe('a certificate, when something changes', () => {
  const bench = useEdge();

  /** What `openssl s_client` gets, which verifies the edge. */
  async function callByOpenssl(
    version: string,
    { cert, key }: { cert: string; key: string },
  ): Promise<string> {
    const { dataDir, serverCa } = bench.stores;
    const files = { cert, key, 'ca.crt': serverCa.cert };
    await Promise.all(
      Object.entries(files).map(([name, pem]) =>
        writeFile(join(dataDir, `s_client-${name}`), pem),
      ),
    );
    const client = execFile(
      'openssl',
      [
        ...['s_client', '-quiet', '-verify_return_error', version],
        ...['-connect', `127.0.0.1:${bench.edge.port}`],
        ...['-servername', 'localhost', '-verify_hostname', 'localhost'],
        ...['-CAfile', 's_client-ca.crt'],
        ...['-cert', 's_client-cert', '-key', 's_client-key'],
      ],
      { cwd: dataDir },
    );
    client.stdin?.write(
      `GET ${INFO} HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n`,
    );
    return client.stdout ? text(client.stdout) : '';
  }

  it('a good one, environment suspended: 403 within a second, and back', async () => {
    const { credentials, environment } = await bench.edge.connected(
      'suspended',
    );
    const client = bench.edge.client(credentials, { keepAlive: true });
    const path = subscribed('suspended');
    expect((await client.call({ path })).status).toBe(200);
    await bench.stores.resources.decide(environment, 'suspended');
    const ms = await until(
      async () => (await client.call({ path })).status === 403,
    );
    expect(ms).toBeLessThan(1000);
    expect(await client.call({ path })).toMatchObject(
      refusal(403, 'Connection is suspended.'),
    );
    await bench.stores.resources.decide(environment, 'approved');
    await until(async () => (await client.call({ path })).status === 200);
  });

  it.each(['retired', 'requested'] as const)(
    'a good one, environment %s: 403 within a second, as one that was never approved',
    async verdict => {
      const name = `now-${verdict}`;
      const { credentials, environment } = await bench.edge.connected(name);
      const client = bench.edge.client(credentials, { keepAlive: true });
      const path = subscribed(name);
      expect((await client.call({ path })).status).toBe(200);
      await bench.stores.resources.decide(environment, verdict);
      const ms = await until(
        async () => (await client.call({ path })).status === 403,
      );
      expect(ms).toBeLessThan(1000);
      expect(await client.call({ path })).toMatchObject({
        ...refusal(403, 'no valid subject found'),
        reused: true,
      });
    },
  );

  it('a revoked one: refused within a second on an open connection and on a resumed session', async () => {
    const { credentials, record } = await bench.edge.connected('revoked');
    const open = bench.edge.client(credentials, { keepAlive: true });
    const resuming = bench.edge.client(credentials);
    const path = subscribed('revoked');
    expect((await open.call({ path })).status).toBe(200);
    expect((await resuming.call({ path })).status).toBe(200);
    expect(await resuming.call({ path })).toMatchObject({
      status: 200,
      resumed: true,
    });

    await bench.stores.resources.revoke(record);
    const ms = await until(
      async () => (await open.call({ path })).status === 403,
    );
    expect(ms).toBeLessThan(1000);
    expect(await open.call({ path })).toMatchObject({
      ...refusal(403, 'Certificate has been revoked.'),
      reused: true,
    });
    expect(await resuming.call({ path })).toMatchObject({
      ...refusal(403, 'Certificate has been revoked.'),
      resumed: true,
    });
  });

  it('a resumed session keeps its identity in TLS 1.2 too', async () => {
    const { credentials } = await bench.edge.connected('older-tls');
    const client = bench.edge.client(credentials, { maxVersion: 'TLSv1.2' });
    const path = subscribed('older-tls');
    await client.call({ path });
    expect(await client.call({ path })).toMatchObject({
      status: 200,
      resumed: true,
    });
  });

  it('revoked by itself: 201, in force with the next call, and only that certificate', async () => {
    const { credentials, environment } = await bench.edge.connected('self');
    const second = await bench.edge.issueFor(environment);
    const client = bench.edge.client(credentials, { keepAlive: true });
    expect(
      await client.call({
        method: 'POST',
        path: '/v1/applications/certificates/revocations',
      }),
    ).toMatchObject({ status: 201, text: '' });
    expect(await client.call({ path: INFO })).toMatchObject({
      ...refusal(403, 'Certificate has been revoked.'),
      reused: true,
    });
    expect(
      await client.call({
        method: 'POST',
        path: '/v1/applications/certificates/revocations',
      }),
    ).toMatchObject(refusal(403, 'Certificate has been revoked.'));
    expect(
      (await bench.edge.client(second.credentials).call({ path: INFO })).status,
    ).toBe(200);
    await bench.portal.reported(
      e => e.action === 'certificate-revoke' && e.environmentName === 'self',
    );
  });

  it('of a name that was deleted and created again: the old holder stays out', async () => {
    const { credentials } = await bench.edge.connected('again');
    const client = bench.edge.client(credentials, { keepAlive: true });
    const path = subscribed('again');
    expect((await client.call({ path })).status).toBe(200);
    await bench.stores.resources.deleteEnvironment('again');
    await until(async () => (await client.call({ path })).status === 403);

    const renewed = await bench.stores.resources.environment('again');
    await bench.stores.resources.decide(renewed, 'approved');
    const fresh = await bench.edge.issueFor(renewed);
    await until(
      async () =>
        (await bench.edge.client(fresh.credentials).call({ path })).status ===
        200,
    );
    expect(await client.call({ path })).toMatchObject(noValidSubject);
    expect(await client.call({ path: INFO })).toMatchObject(noValidSubject);
    await bench.portal.reported(
      e => e.message === 'environment was deleted and created again',
    );
  });

  it('is accepted at once after it was issued, before any view can know it', async () => {
    for (let i = 0; i < 5; i++) {
      const { credentials } = await bench.edge.connected(`at-once-${i}`);
      expect(
        (await bench.edge.client(credentials).call({ path: INFO })).status,
      ).toBe(200);
    }
  });

  it('of the authority that the portal makes, for a key as systems have it', async () => {
    const root = await Authority.createRoot({ subject: [['CN', 'Ours']] });
    const authority = await Authority.load(root);
    await bench.stores.resources.secret('client-ca-bundle', {
      'ca.crt': `${bench.stores.ca.cert}\n${root.certificate}`,
    });
    const environment = await bench.stores.resources.environment('real');
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
    });
    const cert = await authority.issueClient({
      subject: [
        ['O', 'Organization'],
        ['C', 'DE'],
        ['CN', 'real'],
      ],
      publicKey,
      validityMs: HOUR,
    });
    await bench.stores.resources.record(environment, { cert });
    const client = bench.edge.client({
      cert,
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      x509: new X509Certificate(cert),
    });
    await until(async () => (await client.call({ path: INFO })).status === 200);
    expect((await client.call({ path: INFO })).json).toMatchObject({
      clientIdentity: { application: 'real' },
    });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const version of ['-tls1_2', '-tls1_3']) {
      const answer = await callByOpenssl(version, { cert, key });
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(answer).toContain('"clientIdentity":{"application":"real"}');
    }
  });

  it('of an intermediate CA: accepted once that is in the bundle, not because the client sends it', async () => {
    const intermediate = await TestCa.create('Intermediate', bench.stores.ca);
    const environment = await bench.stores.resources.environment('chained');
    const { credentials } = await bench.edge.issueFor(
      environment,
      intermediate,
    );
    const client = bench.edge.client(credentials, { chain: intermediate.cert });
    const path = subscribed('chained');
    expect(await client.call({ path })).toMatchObject(noValidSubject);
    await bench.stores.resources.secret('client-ca-bundle', {
      'ca.crt': `${bench.stores.ca.cert}\n${intermediate.cert}`,
    });
    await until(async () => (await client.call({ path })).status === 200);
  });

  it('of a CA that joins and leaves the bundle, without a restart', async () => {
    const next = await TestCa.create('Next');
    const { credentials } = await bench.edge.connected('rotated');
    const environment = await bench.stores.resources.environment('rotating');
    const rotating = await bench.edge.issueFor(environment, next);
    const path = subscribed('rotating');
    await bench.stores.resources.secret('client-ca-bundle', {
      'ca.crt': `${bench.stores.ca.cert}\n${next.cert}`,
    });
    await until(
      async () =>
        (
          await bench.edge.client(rotating.credentials).call({ path })
        ).status === 200,
    );
    expect(
      (await bench.edge.client(credentials).call({ path: INFO })).status,
    ).toBe(200);
    await bench.stores.resources.secret('client-ca-bundle', {
      'ca.crt': bench.stores.ca.cert,
    });
    await until(
      async () =>
        (
          await bench.edge.client(rotating.credentials).call({ path })
        ).status === 403,
    );
  });
});
