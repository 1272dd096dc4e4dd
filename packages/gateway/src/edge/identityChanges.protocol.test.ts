import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { EDGE_TEXTS } from '@remote-env/plugin-remote-env-node';
import { Authority } from '@remote-env/plugin-remote-env-node/x509';
import { TestCa } from '../__testUtils__/pki';
import { PortalStandIn } from '../__testUtils__/PortalStandIn';
import { TestEdge, TestStores } from '../__testUtils__/TestEdge';
import { until } from '../__testUtils__/until';

jest.setTimeout(20_000);

const INFO = '/v1/applications/management/info';
const HOUR = 3_600_000;

describe('a certificate, when something changes', () => {
  let stores: TestStores;
  let portal: PortalStandIn;
  let edge: TestEdge;

  beforeAll(async () => {
    [stores, portal] = await Promise.all([
      TestStores.create(),
      PortalStandIn.start(),
    ]);
    edge = await TestEdge.start(stores, portal);
  });

  afterAll(async () => {
    await edge.stop();
    await portal.close();
    await stores.close();
  });

  const subscribed = (name: string) => `/${name}/v1/events/subscribed`;
  const refusal = (code: number, error: string) => ({
    status: code,
    json: { code, error },
  });
  const noValidSubject = refusal(403, EDGE_TEXTS.noValidSubject);

  it('a good one, environment suspended: 403 within a second, and back', async () => {
    const { credentials, environment } = await edge.connected('suspended');
    const client = edge.client(credentials, { keepAlive: true });
    const path = subscribed('suspended');
    expect((await client.call({ path })).status).toBe(200);
    await stores.resources.decide(environment, 'suspended');
    const ms = await until(
      async () => (await client.call({ path })).status === 403,
    );
    expect(ms).toBeLessThan(1000);
    expect(await client.call({ path })).toMatchObject(
      refusal(403, 'Connection is suspended.'),
    );
    await stores.resources.decide(environment, 'approved');
    await until(async () => (await client.call({ path })).status === 200);
  });

  it('a revoked one: refused within a second on an open connection and on a resumed session', async () => {
    const { credentials, record } = await edge.connected('revoked');
    const open = edge.client(credentials, { keepAlive: true });
    const resuming = edge.client(credentials);
    const path = subscribed('revoked');
    expect((await open.call({ path })).status).toBe(200);
    expect((await resuming.call({ path })).status).toBe(200);
    expect(await resuming.call({ path })).toMatchObject({
      status: 200,
      resumed: true,
    });

    await stores.resources.revoke(record);
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
    const { credentials } = await edge.connected('older-tls');
    const client = edge.client(credentials, { maxVersion: 'TLSv1.2' });
    const path = subscribed('older-tls');
    await client.call({ path });
    expect(await client.call({ path })).toMatchObject({
      status: 200,
      resumed: true,
    });
  });

  it('revoked by itself: 201, in force with the next call, and only that certificate', async () => {
    const { credentials, environment } = await edge.connected('self');
    const second = await edge.issueFor(environment);
    const client = edge.client(credentials, { keepAlive: true });
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
      (await edge.client(second.credentials).call({ path: INFO })).status,
    ).toBe(200);
    await portal.reported(
      e => e.action === 'certificate-revoke' && e.environmentName === 'self',
    );
  });

  it('of a name that was deleted and created again: the old holder stays out', async () => {
    const { credentials } = await edge.connected('again');
    const client = edge.client(credentials, { keepAlive: true });
    const path = subscribed('again');
    expect((await client.call({ path })).status).toBe(200);
    await stores.resources.deleteEnvironment('again');
    await until(async () => (await client.call({ path })).status === 403);

    const renewed = await stores.resources.environment('again');
    await stores.resources.decide(renewed, 'approved');
    const fresh = await edge.issueFor(renewed);
    await until(
      async () =>
        (await edge.client(fresh.credentials).call({ path })).status === 200,
    );
    expect(await client.call({ path })).toMatchObject(noValidSubject);
    expect(await client.call({ path: INFO })).toMatchObject(noValidSubject);
    await portal.reported(
      e => e.message === 'environment was deleted and created again',
    );
  });

  it('is accepted at once after it was issued, before any view can know it', async () => {
    for (let i = 0; i < 5; i++) {
      const { credentials } = await edge.connected(`at-once-${i}`);
      expect((await edge.client(credentials).call({ path: INFO })).status).toBe(
        200,
      );
    }
  });

  it('of the authority that the portal makes, for a key as systems have it', async () => {
    const root = await Authority.createRoot({ subject: [['CN', 'Ours']] });
    const authority = await Authority.load(root);
    await stores.resources.secret('client-ca-bundle', {
      'ca.crt': `${stores.ca.cert}\n${root.certificate}`,
    });
    const environment = await stores.resources.environment('real');
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
    await stores.resources.record(environment, { cert });
    const client = edge.client({
      cert,
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      x509: new X509Certificate(cert),
    });
    await until(async () => (await client.call({ path: INFO })).status === 200);
    expect((await client.call({ path: INFO })).json).toMatchObject({
      clientIdentity: { application: 'real' },
    });
  });

  it('of an intermediate CA: accepted once that is in the bundle, not because the client sends it', async () => {
    const intermediate = await TestCa.create('Intermediate', stores.ca);
    const environment = await stores.resources.environment('chained');
    const { credentials } = await edge.issueFor(environment, intermediate);
    const client = edge.client(credentials, { chain: intermediate.cert });
    const path = subscribed('chained');
    expect(await client.call({ path })).toMatchObject(noValidSubject);
    await stores.resources.secret('client-ca-bundle', {
      'ca.crt': `${stores.ca.cert}\n${intermediate.cert}`,
    });
    await until(async () => (await client.call({ path })).status === 200);
  });

  it('of a CA that joins and leaves the bundle, without a restart', async () => {
    const next = await TestCa.create('Next');
    const { credentials } = await edge.connected('rotated');
    const environment = await stores.resources.environment('rotating');
    const rotating = await edge.issueFor(environment, next);
    const path = subscribed('rotating');
    await stores.resources.secret('client-ca-bundle', {
      'ca.crt': `${stores.ca.cert}\n${next.cert}`,
    });
    await until(
      async () =>
        (await edge.client(rotating.credentials).call({ path })).status === 200,
    );
    expect((await edge.client(credentials).call({ path: INFO })).status).toBe(
      200,
    );
    await stores.resources.secret('client-ca-bundle', {
      'ca.crt': stores.ca.cert,
    });
    await until(
      async () =>
        (await edge.client(rotating.credentials).call({ path })).status === 403,
    );
  });
});
