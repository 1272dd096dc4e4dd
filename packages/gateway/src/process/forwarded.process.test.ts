import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { EdgeClient } from '../__testUtils__/edgeClient';
import { TestCa } from '../__testUtils__/pki';
import { ProcessBench } from '../__testUtils__/ProcessBench';
import { FORWARD } from '../__testUtils__/TestIngress';

jest.setTimeout(60_000);

describe('a gateway behind an ingress that ends TLS', () => {
  let bench: ProcessBench;
  beforeAll(async () => {
    bench = await ProcessBench.create();
  });
  afterEach(() => bench.endProcesses());
  afterAll(() => bench.close());

  const behind = (clientCaFile: string) => {
    const { edge } = bench.config();
    return {
      edge: {
        ...edge,
        forwarded: {
          listen: { port: 0 },
          clientCaFile,
          header: 'client-cert' as const,
        },
      },
    };
  };

  it('has both listeners, each with its own way to know who calls', async () => {
    const ca = await TestCa.create('Ingresses');
    // Beside the configuration.
    writeFileSync(path.join(bench.stores.dataDir, 'ingress.crt'), ca.cert);
    const gateway = await bench.start(behind('ingress.crt'));
    const { ports } = await gateway.status();
    const { credentials, client } = await bench.connected('shop', gateway);
    const ingress = new EdgeClient({
      port: ports.edgeForwarded ?? 0,
      ca: bench.stores.serverCa.cert,
      credentials: await ca.issue('ingress'),
    });
    const call = {
      path: '/v1/applications/management/info',
      headers: FORWARD['client-cert'](credentials),
    };
    for (const each of [client, ingress]) {
      expect(await each.call(call)).toMatchObject({
        status: 200,
        json: { clientIdentity: { application: 'shop' } },
      });
    }
    const stranger = new EdgeClient({
      port: ports.edge ?? 0,
      ca: bench.stores.serverCa.cert,
    });
    expect((await stranger.call(call)).status).toBe(401);
    [client, ingress, stranger].forEach(each => each.close());
    expect(gateway.lines()).toContainEqual(
      expect.objectContaining({
        message: 'Edge listens for an ingress',
        port: ports.edgeForwarded,
        header: 'client-cert',
      }),
    );
  });

  it('does not start without the CA of the ingress', async () => {
    const gateway = bench.spawn(behind('nowhere.crt'));
    expect(await gateway.exited).toMatchObject({ code: 2 });
    expect(gateway.output).toContain("edge.forwarded.clientCaFile: '");
  });
});
