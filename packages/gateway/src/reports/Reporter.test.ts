import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  gatewayReportBatchSchema,
  type GatewayReportBatch,
} from '@remote-env/plugin-remote-env-node';
import { Registry } from 'prom-client';
import { createLogger } from '../process/Logger';
import { Reporter } from './Reporter';

const TOKEN = 'a'.repeat(32);

interface Portal {
  url: string;
  batches: GatewayReportBatch[];
  /** Resolves once that many batches have arrived. */
  arrived(count: number): Promise<void>;
  answer(status: number): void;
  close(): Promise<void>;
}

async function startPortal(): Promise<Portal> {
  const batches: GatewayReportBatch[] = [];
  let status = 204;
  let notify = () => {};
  const server: Server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', chunk => chunks.push(chunk));
    req.on('end', () => {
      expect(req.method).toBe('POST');
      expect(req.url).toBe('/api/remote-env/gateway/v1/reports');
      expect(req.headers.authorization).toBe(`Bearer ${TOKEN}`);
      expect(req.headers['remote-env-protocol']).toBe('1');
      batches.push(
        gatewayReportBatchSchema.parse(
          JSON.parse(Buffer.concat(chunks).toString()),
        ),
      );
      res.writeHead(status).end();
      notify();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/remote-env`,
    batches,
    answer: next => {
      status = next;
    },
    arrived: count =>
      new Promise(resolve => {
        notify = () => batches.length >= count && resolve();
        notify();
      }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function createReporter(url: string, capacity?: number) {
  const metrics = new Registry();
  const reporter = Reporter.create({
    portal: { url, token: TOKEN, assertionKey: '' },
    logger: createLogger({ level: 'error', write: () => {} }),
    metrics,
    urgentMs: 5,
    routineMs: 20,
    capacity,
  });
  return { reporter, metrics };
}

const REFUSAL = {
  action: 'edge-refused',
  outcome: 'refused',
  message: 'certificate is expired',
} as const;

describe('Reporter', () => {
  let portal: Portal;

  beforeEach(async () => {
    portal = await startPortal();
  });

  afterEach(async () => {
    await portal.close();
  });

  it('counts alike reports as one and tells different ones apart', async () => {
    const { reporter } = createReporter(portal.url);
    reporter.report(REFUSAL);
    reporter.report(REFUSAL);
    reporter.report({ ...REFUSAL, actor: 'certificate:ab' });
    await portal.arrived(1);
    expect(portal.batches[0]).toMatchObject({
      dropped: 0,
      entries: [
        { ...REFUSAL, count: 2 },
        { ...REFUSAL, actor: 'certificate:ab', count: 1 },
      ],
    });
    await reporter.stop(AbortSignal.timeout(1000));
    expect(portal.batches).toHaveLength(1);
  });

  it('sends routine reports too, and the rest when it stops', async () => {
    const { reporter } = createReporter(portal.url);
    reporter.report({ action: 'connection-used', outcome: 'success' });
    await portal.arrived(1);
    reporter.report({ action: 'connection-used', outcome: 'success' });
    await reporter.stop(AbortSignal.timeout(1000));
    expect(portal.batches.map(b => b.entries.length)).toEqual([1, 1]);
  });

  it('counts the calls of a system as one, wherever they come from, and tells of the last', async () => {
    const { reporter } = createReporter(portal.url);
    const used = { action: 'connection-used', outcome: 'success' } as const;
    reporter.report({ ...used, details: { ip: '192.0.2.1', agent: 'curl' } });
    reporter.report({ ...used, details: { ip: '192.0.2.2' } });
    await portal.arrived(1);
    expect(portal.batches[0]?.entries).toEqual([
      expect.objectContaining({ count: 2, details: { ip: '192.0.2.2' } }),
    ]);
    await reporter.stop(AbortSignal.timeout(1000));
  });

  it('keeps a batch while the portal is away and sends it with the same ids', async () => {
    const { reporter, metrics } = createReporter(portal.url, 3);
    portal.answer(503);
    reporter.report(REFUSAL);
    await portal.arrived(1);
    for (let i = 0; i < 5; i++) {
      reporter.report({ ...REFUSAL, message: `reason ${i}` });
    }
    portal.answer(204);
    const failed = portal.batches.length;
    await portal.arrived(failed + 2);
    const [first] = portal.batches;
    expect(portal.batches[failed]).toEqual(first);
    expect(portal.batches[failed + 1]).toMatchObject({
      dropped: 2,
      entries: [{ message: 'reason 0' }, {}, {}],
    });
    expect(
      await metrics.getSingleMetricAsString(
        'remote_env_gateway_reports_lost_total',
      ),
    ).toContain(' 2');
    await reporter.stop(AbortSignal.timeout(1000));
  });

  it('gives up a batch that the portal calls bad', async () => {
    const { reporter } = createReporter(portal.url);
    portal.answer(400);
    reporter.report(REFUSAL);
    reporter.report(REFUSAL);
    await portal.arrived(1);
    portal.answer(204);
    reporter.report({ ...REFUSAL, message: 'later' });
    await portal.arrived(2);
    expect(portal.batches[1]?.entries).toMatchObject([{ message: 'later' }]);
    expect(portal.batches[1]?.dropped).toBe(2);
    await reporter.stop(AbortSignal.timeout(1000));
  });

  it('cuts texts to what the portal takes', async () => {
    const { reporter } = createReporter(portal.url);
    reporter.report({
      ...REFUSAL,
      message: 'x'.repeat(5000),
      environmentName: 'y'.repeat(500),
    });
    await portal.arrived(1);
    expect(portal.batches[0]?.entries[0]?.message).toHaveLength(1000);
    await reporter.stop(AbortSignal.timeout(1000));
  });
});
