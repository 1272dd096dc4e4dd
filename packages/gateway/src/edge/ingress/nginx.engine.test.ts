import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EDGE_TEXTS } from '@remote-env/plugin-remote-env-node';
import {
  freePorts,
  NginxIngress,
} from '@remote-env/plugin-remote-env-node/testing-engines';
import { EdgeClient } from '../../__testUtils__/edgeClient';
import { OpensslCa } from '../../__testUtils__/OpensslCa';
import type { Credentials } from '../../__testUtils__/pki';
import { PortalStandIn } from '../../__testUtils__/PortalStandIn';
import { TestEdge, TestStores } from '../../__testUtils__/TestEdge';
import { escaped, FORWARD, TestIngress } from '../../__testUtils__/TestIngress';
import { until } from '../../__testUtils__/until';

jest.setTimeout(60_000);

const INFO = { path: '/v1/applications/management/info' };

describe.each(['x-ssl-client-cert', 'client-cert'] as const)(
  'behind nginx, which ends TLS and forwards certificates as %s',
  header => {
    let stores: TestStores;
    let portal: PortalStandIn;
    let edge: TestEdge;
    let ca: OpensslCa;
    let nginx: NginxIngress | undefined;
    let port: number;
    const folders: string[] = [];
    const clients: EdgeClient[] = [];

    const folder = async (name: string) => {
      const directory = await mkdtemp(path.join(tmpdir(), `${name}-`));
      folders.push(directory);
      return directory;
    };

    beforeAll(async () => {
      [stores, portal, ca] = await Promise.all([
        TestStores.create(),
        PortalStandIn.start(),
        OpensslCa.create(await folder('ca'), 'Clients'),
      ]);
      await stores.resources.secret('client-ca-bundle', { 'ca.crt': ca.cert });
      const ingress = await TestIngress.create(stores);
      edge = await TestEdge.start(stores, portal, {
        config: ingress.configure(header),
      });
      [port = 0] = await freePorts(1);
      const server = await stores.serverCa.issue('localhost', {
        usage: 'server',
        dnsNames: ['localhost'],
      });
      nginx = await NginxIngress.start({
        directory: await folder('nginx'),
        port,
        gatewayPorts: [edge.forwardedPort],
        gatewayName: 'localhost',
        header,
        files: {
          'edge.crt': server.cert,
          'edge.key': server.key,
          'ca.crt': ca.cert,
          'ca.crl': await ca.revocationList(),
          'ingress.crt': ingress.credentials.cert,
          'ingress.key': ingress.credentials.key,
          'edge-ca.crt': stores.serverCa.cert,
        },
      });
    });

    afterAll(async () => {
      clients.forEach(client => client.close());
      await nginx?.stop();
      await edge?.stop();
      await portal?.close();
      await stores?.close();
      await Promise.all(
        folders.map(directory => rm(directory, { recursive: true })),
      );
    });

    const clientOf = (credentials?: Credentials, localAddress?: string) => {
      const client = new EdgeClient({
        port,
        ca: stores.serverCa.cert,
        credentials,
        keepAlive: true,
        localAddress,
      });
      clients.push(client);
      return client;
    };

    /** An approved environment, and a certificate of the authority's for it. */
    async function connected(name: string, key?: string) {
      const environment = await stores.resources.environment(name);
      const credentials = await ca.issue(name, key);
      const record = await stores.resources.record(environment, credentials);
      return { environment, credentials, record };
    }

    const answered = async () => {
      const text = await edge.metrics.metrics();
      return [
        ...text.matchAll(
          /edge_requests_total\{listener="forwarded",[^}]*\} (\d+)/g,
        ),
      ].reduce((sum, [, count]) => sum + Number(count), 0);
    };

    it.each([
      ['ec', undefined],
      ['rsa-2048', 'rsa:2048'],
      ['rsa-4096', 'rsa:4096'],
    ])('a system with a key of %s is known', async (name, key) => {
      const { credentials } = await connected(name, key);
      const client = clientOf(credentials);
      expect(await client.call(INFO)).toMatchObject({
        status: 200,
        json: { clientIdentity: { application: name } },
      });
      const event = await client.call({
        method: 'POST',
        path: `/${name}/events`,
        headers: { 'content-type': 'application/cloudevents+json' },
        body: JSON.stringify({
          specversion: '1.0',
          id: '1',
          type: 'order.created',
          source: 's',
        }),
      });
      expect(event).toMatchObject({ status: 200, reused: true });
    });

    it('systems share the connections to the gateway, and each stays itself', async () => {
      const systems = await Promise.all(
        ['one', 'two', 'three'].map(async name => ({
          name,
          client: clientOf((await connected(name)).credentials),
        })),
      );
      for (let turn = 0; turn < 10; turn++) {
        const answers = await Promise.all(
          systems.map(({ client }) => client.call(INFO)),
        );
        expect(answers.map(({ json }) => json)).toMatchObject(
          systems.map(({ name }) => ({
            clientIdentity: { application: name },
          })),
        );
      }
    });

    it('without a certificate: 401, and what needs none is served', async () => {
      const client = clientOf();
      expect(await client.call(INFO)).toMatchObject({
        status: 401,
        json: { error: EDGE_TEXTS.certificateRequired },
      });
      expect((await client.call({ path: '/v1/health' })).status).toBe(200);
      expect(
        (
          await client.call({
            path: '/v1/applications/signingRequests/info?token=x',
          })
        ).status,
      ).toBe(200);
    });

    it('headers that a client forges are gone', async () => {
      const { credentials: victim } = await connected('victim');
      const { credentials: attacker } = await connected('attacker');
      const forged = {
        ...FORWARD['client-cert'](victim),
        ...FORWARD['x-forwarded-client-cert'](victim),
        ...FORWARD['x-ssl-client-cert'](victim),
        'Client-Cert-Chain': ':AAAA:',
        'ssl-client-cert': escaped(victim),
        'X-Forwarded-For': '203.0.113.66',
      };
      expect(await clientOf().call({ ...INFO, headers: forged })).toMatchObject(
        { status: 401 },
      );
      const client = clientOf(attacker, '127.0.0.2');
      expect(await client.call({ ...INFO, headers: forged })).toMatchObject({
        status: 200,
        json: { clientIdentity: { application: 'attacker' } },
      });
      expect(
        await client.call({
          path: '/victim/v1/events/subscribed',
          headers: forged,
        }),
      ).toMatchObject({ status: 403 });
      expect(
        await portal.reported(
          e =>
            e.message === 'certificate of another environment' &&
            e.environmentName === 'attacker',
        ),
      ).toMatchObject({
        details: { ip: '127.0.0.2', listener: 'forwarded', asked: 'victim' },
      });
    });

    it('certificates that nginx can refuse by itself get the answer of the edge', async () => {
      const foreign = await OpensslCa.create(await folder('ca'), 'Clients');
      const dates = { from: '20200101000000Z', to: '20200102000000Z' };
      await connected('refused');
      const before = await answered();
      for (const credentials of [
        await foreign.issue('refused'),
        await ca.issue('refused', undefined, dates),
      ]) {
        const answer = await clientOf(credentials).call(INFO);
        expect(answer).toMatchObject({
          status: 403,
          json: { code: 403, error: EDGE_TEXTS.noValidSubject },
        });
        expect(answer.headers['content-type']).toBe('application/json');
      }
      expect(await answered()).toBe(before);
    });

    it('a certificate without a record is for the edge to refuse', async () => {
      await connected('unrecorded');
      const credentials = await ca.issue('unrecorded');
      expect(await clientOf(credentials).call(INFO)).toMatchObject({
        status: 403,
        json: { error: EDGE_TEXTS.noValidSubject },
      });
      await portal.reported(e => e.message === 'certificate has no record');
    });

    it('a revocation counts for the next request of a connection that nginx keeps; with the list nginx refuses new ones itself', async () => {
      const { credentials, record } = await connected('revoked');
      const client = clientOf(credentials);
      expect((await client.call(INFO)).status).toBe(200);
      await stores.resources.revoke(record);
      const ms = await until(
        async () => (await client.call(INFO)).status === 403,
      );
      expect(ms).toBeLessThan(1000);
      expect(await client.call(INFO)).toMatchObject({
        json: { code: 403, error: EDGE_TEXTS.revoked },
        reused: true,
      });

      await ca.revoke(credentials);
      await nginx?.useRevocationList(await ca.revocationList());
      const { credentials: other } = await connected('other');
      await until(async () => {
        const before = await answered();
        const { status, text } = await clientOf(credentials).call(INFO);
        return (
          status === 403 &&
          text === `{"code":403,"error":"${EDGE_TEXTS.revoked}"}` &&
          (await answered()) === before
        );
      }, 20_000);
      expect((await clientOf(other).call(INFO)).status).toBe(200);
    });
  },
);
