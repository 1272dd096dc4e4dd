import { freePorts } from '@remote-env/plugin-remote-env-node/testing-engines';
import { EdgeClient } from '../__testUtils__/edgeClient';
import { ProcessBench } from '../__testUtils__/ProcessBench';
import { until } from '../__testUtils__/until';

jest.setTimeout(60_000);

describe('a gateway that is killed', () => {
  let bench: ProcessBench;

  beforeAll(async () => {
    bench = await ProcessBench.create();
  });

  afterAll(() => bench.close());

  it('loses no event that it acknowledged, killed under load', async () => {
    const acknowledged = new Set<string>();
    const [port = 0] = await freePorts(1);
    const listen = { edge: { ...bench.config().edge, listen: { port } } };
    let gateway = await bench.start(listen);
    const { client, environment, credentials } = await bench.connected(
      'load',
      gateway,
    );
    client.close();
    await bench.stores.bus.ensureConsumer({
      name: 'load',
      environmentUid: environment.metadata.uid,
      types: [{ type: 'order.created' }],
      ackWaitMs: 60_000,
      maxInFlight: 1000,
      maxDeliveries: 2,
    });
    let stopped = false;
    const sender = async (worker: number) => {
      const own = new EdgeClient({
        port,
        ca: bench.stores.serverCa.cert,
        credentials,
        keepAlive: true,
      });
      for (let i = 0; !stopped; i++) {
        const id = `${worker}-${i}`;
        try {
          const { status } = await own.call({
            method: 'POST',
            path: '/load/events',
            body: JSON.stringify({
              specversion: '1.0',
              id,
              type: 'order.created',
              source: 's',
              data: i,
            }),
            headers: { 'content-type': 'application/cloudevents+json' },
          });
          if (status === 200) {
            acknowledged.add(id);
          }
        } catch {
          // Killed meanwhile: this event is not acknowledged.
          await new Promise(resolve => setTimeout(resolve, 5));
        }
      }
      own.close();
    };
    const senders = Array.from({ length: 8 }, (_, i) => sender(i));
    for (let round = 1; round <= 3; round++) {
      const reached = acknowledged.size + 200;
      await until(() => acknowledged.size >= reached, 10_000);
      gateway.child.kill('SIGKILL');
      await gateway.exited;
      gateway = await bench.start(listen);
    }
    stopped = true;
    await Promise.all(senders);

    const found = new Set<string>();
    const end = new AbortController();
    for await (const delivery of bench.stores.bus.consume('load', end.signal)) {
      found.add(delivery.event.id);
      await delivery.ack();
      if ([...acknowledged].every(id => found.has(id))) {
        end.abort();
      }
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(600);
  });
});
