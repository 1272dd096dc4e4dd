import { randomUUID } from 'node:crypto';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { mockServices } from '@backstage/backend-test-utils';
import type { Delivery, EventBus } from '../ports';
import { until } from '../testing/conditions';
import { acknowledge, Consumption } from '../testing/eventBus/Consumption';
import {
  makeConsumer,
  publishAll,
  sampleEvent,
} from '../testing/eventBus/samples';
import { natsConnection } from '../testing/engines/natsConnection';
import { natsEventBusHarness } from '../testing/engines/natsHarness';
import { startNats, type TestNats } from '../testing/engines/startNats';
import type { EventBusHarness } from '../testing/eventBus';
import { createNatsEventBus } from './createNatsEventBus';

const ids = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);

async function firstOf<T>(
  items: AsyncIterable<T>,
  isWanted: (item: T) => boolean,
): Promise<T> {
  for await (const item of items) {
    if (isWanted(item)) {
      return item;
    }
  }
  throw new Error('It ended before');
}

describe('NATS event bus', () => {
  let server: TestNats;
  let harness: EventBusHarness;
  let bus: EventBus;

  beforeAll(async () => {
    server = await startNats();
    harness = await natsEventBusHarness(server);
    bus = await harness.open();
  }, 60_000);

  afterAll(async () => {
    await bus.close();
    await harness.dispose();
  });

  const stateOf = async (name: string) =>
    (await bus.listConsumers()).find(state => state.name === name);

  it('does not count as a delivery what was taken up and never handed on', async () => {
    const uid = randomUUID();
    const { name } = await makeConsumer(bus, uid, { maxDeliveries: 2 });
    await Promise.all(ids(60).map(id => bus.publish(sampleEvent(uid, id))));
    const seen: string[] = [];
    // Each goes in the middle of what it has taken up.
    for (let round = 0; round < 4; round++) {
      const taken: Delivery[] = [];
      for await (const delivery of bus.consume(
        name,
        AbortSignal.timeout(10_000),
      )) {
        expect([delivery.event.id, delivery.attempt]).toEqual([
          expect.anything(),
          1,
        ]);
        taken.push(delivery);
        if (taken.length === 10) {
          break;
        }
      }
      await Promise.all(taken.map(delivery => delivery.ack()));
      seen.push(...taken.map(({ event }) => event.id));
    }
    const rest = Consumption.start(bus, name, acknowledge);
    await rest.has(20);
    expect(rest.deliveries.map(({ attempt }) => attempt)).toEqual(
      ids(20).map(() => 1),
    );
    expect(new Set([...seen, ...rest.ids]).size).toBe(60);
    await rest.stop();
    expect(await stateOf(name)).toEqual({
      ...{ name, pending: 0, inFlight: 0, deadLetters: 0 },
    });
  });

  it('gives back what a killed process had under way', async () => {
    const uid = randomUUID();
    const { name } = await makeConsumer(bus, uid, {
      maxInFlight: 2,
      ackWaitMs: 600,
    });
    const child = harness.spawn('consume', name);
    // Reads its output only until it has one, so that the others are under way when it dies.
    await publishAll(bus, uid, ['a']);
    for await (const line of child.lines) {
      expect(line).toBe('got a');
      break;
    }
    child.process.kill('SIGSTOP');
    await publishAll(bus, uid, ['b', 'c', 'd']);
    child.process.kill('SIGKILL');
    await child.exited;
    const taken = Consumption.start(bus, name, acknowledge);
    await until('all came again', () =>
      ['b', 'c', 'd'].every(id => taken.ids.includes(id)),
    );
    await until('nothing is under way', async () => {
      const state = await stateOf(name);
      return state?.pending === 0 && state.inFlight === 0;
    });
    await taken.stop();
  });

  it('pages through many dead letters, the newest first, whatever lies between', async () => {
    const uid = randomUUID();
    const consumers = [
      await makeConsumer(bus, uid, { types: [{ type: 'often' }] }),
      await makeConsumer(bus, uid, { types: [{ type: 'rare' }] }),
    ];
    await Promise.all(
      ids(600).map(id =>
        bus.publish(
          sampleEvent(uid, id, { type: Number(id) % 150 ? 'often' : 'rare' }),
        ),
      ),
    );
    const filing = consumers.map(({ name }) =>
      Consumption.start(bus, name, delivery => delivery.reject('no')),
    );
    await until(
      'all are filed',
      async () =>
        (await stateOf(consumers[0]!.name))?.deadLetters === 596 &&
        (await stateOf(consumers[1]!.name))?.deadLetters === 4,
      20_000,
    );
    await Promise.all(filing.map(each => each.stop()));
    for (const [index, { name }] of consumers.entries()) {
      const pages: string[] = [];
      let token: string | undefined;
      do {
        const page = await bus.listDeadLetters(name, {
          limit: 37,
          continue: token,
        });
        pages.push(...page.items.map(({ event }) => event.id));
        token = page.continue;
      } while (token);
      const filed = filing[index]!.ids;
      expect(pages).toHaveLength(filed.length);
      expect(new Set(pages)).toEqual(new Set(filed));
    }
    const [first] = (
      await bus.listDeadLetters(consumers[1]!.name, { limit: 1 })
    ).items;
    await Promise.allSettled([
      bus.replay(consumers[1]!.name, first!.id),
      bus.replay(consumers[1]!.name, first!.id),
    ]);
    expect(await stateOf(consumers[1]!.name)).toMatchObject({
      ...{ pending: 1, deadLetters: 3 },
    });
  }, 40_000);

  it('tells apart types that look alike to NATS, and follows a changed selection', async () => {
    const uid = randomUUID();
    const types = [
      '*',
      '>',
      'a.>',
      'a..b',
      'a.b',
      'a%2Eb',
      'über',
      'x'.repeat(900),
    ];
    const consumers = await Promise.all(
      types.map(type => makeConsumer(bus, uid, { types: [{ type }] })),
    );
    for (const type of types) {
      await bus.publish(sampleEvent(uid, type, { type }));
    }
    for (const [index, { name }] of consumers.entries()) {
      expect(await stateOf(name)).toMatchObject({ pending: 1 });
      const taken = Consumption.start(bus, name, acknowledge);
      await taken.has(1);
      expect(taken.ids).toEqual([types[index]]);
      await taken.stop();
    }
    const changed = {
      ...consumers[0]!,
      types: [{ type: 'über' }, { type: 'a.b' }],
    };
    await bus.ensureConsumer(changed);
    await bus.publish(sampleEvent(uid, 'later', { type: 'a.b' }));
    const taken = Consumption.start(bus, changed.name, acknowledge);
    // Its position is behind the last event that it was given: what it now selects may begin there.
    await until('it has the new one', () => taken.ids.includes('later'));
    expect(
      taken.ids.filter(id => !['über', 'a.b', 'later'].includes(id)),
    ).toEqual([]);
    await taken.stop();
  });

  it('lets other tools read along, as its documentation says', async () => {
    const { servers, stream, subjectPrefix } = natsConnection(server);
    const nc = await connect({ servers });
    try {
      const consumer = await jetstream(nc).consumers.get(stream, {
        filter_subjects: [`${subjectPrefix}.events.*.*.order.>`],
      });
      const uid = randomUUID();
      await bus.publish(
        sampleEvent(uid, 'open', { data: Buffer.from('{"n":1}') }),
      );
      const found = await firstOf(
        await consumer.consume(),
        ({ headers }) => headers?.get('remote-env-environment-uid') === uid,
      );
      expect(found.subject).toBe(`contract.events.${uid}.-.order.created`);
      expect(found.headers?.get('ce-id')).toBe('open');
      expect(found.json()).toEqual({ n: 1 });
    } finally {
      await nc.close();
    }
    // Its consumer is none of ours.
    expect((await bus.listConsumers()).map(({ name }) => name)).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^oc_/)]),
    );
  });

  it('warns of a server that acknowledges before it syncs', async () => {
    const careless = await startNats({ syncAlways: false });
    const warnings = async (connection = natsConnection(careless)) => {
      const logger = mockServices.logger.mock();
      const other = createNatsEventBus({
        ...{ connection, logger },
        ...{ duplicateWindowSeconds: 60, retentionSeconds: 60 },
      });
      await other.listConsumers();
      await other.close();
      return logger.warn.mock.calls.map(([text]) => text);
    };
    try {
      expect(await warnings(natsConnection(server))).toEqual([]);
      expect(await warnings()).toEqual([
        expect.stringContaining("set 'sync_interval: always'"),
      ]);
      const untold = { ...natsConnection(careless), monitoringUrls: [] };
      expect(await warnings(untold)).toEqual([
        expect.stringContaining('remoteEnv.eventBus.nats.monitoringUrls'),
      ]);
    } finally {
      await careless.stop();
    }
  });
});
