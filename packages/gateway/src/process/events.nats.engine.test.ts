import {
  natsConnection,
  startNats,
  type TestNats,
} from '@remote-env/plugin-remote-env-node/testing-nats';
import { createNatsEventBus } from '@remote-env/plugin-remote-env-node/nats';
import { ProcessBench } from '../__testUtils__/ProcessBench';
import { until } from '../__testUtils__/until';

jest.setTimeout(60_000);

interface Answer {
  status: number;
  retryAfter: unknown;
}

describe('a gateway with its events on NATS', () => {
  let bench: ProcessBench;
  let nats: TestNats;

  beforeAll(async () => {
    [bench, nats] = await Promise.all([ProcessBench.create(), startNats()]);
  });

  afterAll(async () => {
    await bench.close();
    await nats.stop();
  });

  it('tells senders to come again while NATS is away, and loses nothing that it acknowledged', async () => {
    const eventBus = {
      type: 'nats' as const,
      nats: natsConnection(nats, 'GATEWAY'),
      duplicateWindowSeconds: 300,
      retentionSeconds: 3600,
    };
    const gateway = await bench.start({ eventBus });
    const { client, environment } = await bench.connected('load', gateway);
    const { nats: connection, ...limits } = eventBus;
    const bus = createNatsEventBus({ connection, ...limits });
    await bus.ensureConsumer({
      name: 'load',
      environmentUid: environment.metadata.uid,
      types: [{ type: 'order.created' }],
      ackWaitMs: 2000,
      maxInFlight: 100,
      maxDeliveries: 5,
    });
    const acknowledged = new Set<string>();
    const refusals: Answer[] = [];
    let stopped = false;
    const send = async (id: string): Promise<boolean> => {
      const { status, headers } = await client.call({
        method: 'POST',
        path: '/load/events',
        body: JSON.stringify({
          ...{ specversion: '1.0', id, type: 'order.created', source: 's' },
        }),
        headers: { 'content-type': 'application/cloudevents+json' },
      });
      if (status !== 200) {
        refusals.push({ status, retryAfter: headers['retry-after'] });
      }
      return status === 200;
    };
    const sender = async (worker: number) => {
      for (let index = 0; !stopped; index++) {
        const id = `${worker}-${index}`;
        while (!stopped && !acknowledged.has(id)) {
          if (await send(id)) {
            acknowledged.add(id);
          } else {
            await new Promise(resolve => setTimeout(resolve, 20));
          }
        }
      }
    };
    const senders = Array.from({ length: 8 }, (_, worker) => sender(worker));
    for (let round = 0; round < 2; round++) {
      const reached = acknowledged.size + 100;
      await until(() => acknowledged.size >= reached, 15_000);
      await nats.kill();
      const refused = refusals.length + 20;
      await until(() => refusals.length >= refused, 15_000);
      await nats.restart();
    }
    const reached = acknowledged.size + 100;
    await until(() => acknowledged.size >= reached, 15_000);
    stopped = true;
    await Promise.all(senders);
    client.close();

    expect(new Set(refusals.map(({ status }) => status))).toEqual(
      new Set([503]),
    );
    expect(
      refusals.filter(({ retryAfter }) => !/^\d+$/.test(String(retryAfter))),
    ).toEqual([]);
    const found = new Set<string>();
    const end = new AbortController();
    for await (const delivery of bus.consume('load', end.signal)) {
      found.add(delivery.event.id);
      await delivery.ack();
      if ([...acknowledged].every(id => found.has(id))) {
        end.abort();
      }
    }
    expect([...acknowledged].filter(id => !found.has(id))).toEqual([]);
    await bus.close();
  });
});
