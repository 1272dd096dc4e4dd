import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { natsConnectionSchema } from '../config';
import type { BusEvent, ConsumerConfig, EventBus } from '../ports';
import { StoreUnavailableError } from '../ports/errors';
import { until, within } from '../testing/conditions';
import { acknowledge, Consumption } from '../testing/eventBus/Consumption';
import { makeConsumer, sampleEvent } from '../testing/eventBus/samples';
import { natsConnection } from '../testing/engines/natsConnection';
import {
  startNats,
  type NatsOptions,
  type TestNats,
} from '../testing/engines/startNats';
import { createNatsEventBus } from './createNatsEventBus';

/** Publishes in lanes as senders do: what is refused is sent again, with the same id, until it is taken. */
class Load {
  readonly accepted: string[] = [];
  readonly refusals: unknown[] = [];
  readonly #bus: EventBus;
  readonly #uid: string;
  readonly #lanes: Promise<void>[];
  #ended = false;

  constructor(bus: EventBus, uid: string, lanes: number) {
    this.#bus = bus;
    this.#uid = uid;
    this.#lanes = Array.from({ length: lanes }, (_, lane) => this.#run(lane));
  }

  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#lanes);
  }

  async #run(lane: number): Promise<void> {
    for (let index = 0; !this.#ended; index++) {
      const id = `${lane}-${index}`;
      const event = sampleEvent(this.#uid, id, {
        data: Buffer.alloc(1000, id),
      });
      while (!(await this.#send(event))) {
        await sleep(20);
      }
    }
  }

  async #send(event: BusEvent): Promise<boolean> {
    try {
      await this.#bus.publish(event);
      this.accepted.push(event.id);
      return true;
    } catch (error) {
      this.refusals.push(error);
      return false;
    }
  }
}

describe('NATS that fails', () => {
  const servers: TestNats[] = [];
  const buses: EventBus[] = [];

  async function start(options?: NatsOptions): Promise<TestNats> {
    const server = await startNats(options);
    servers.push(server);
    return server;
  }

  function open(server: TestNats): EventBus {
    const bus = createNatsEventBus({
      connection: natsConnection(server),
      duplicateWindowSeconds: 120,
      retentionSeconds: 3600,
    });
    buses.push(bus);
    return bus;
  }

  const stateOf = async (bus: EventBus, { name }: ConsumerConfig) =>
    (await bus.listConsumers()).find(state => state.name === name);

  afterEach(async () => {
    await Promise.all(buses.splice(0).map(bus => bus.close()));
    await Promise.all(servers.splice(0).map(server => server.stop()));
  });

  it('loses no acknowledged event when it is killed and comes back, and takes each once', async () => {
    const server = await start();
    const bus = open(server);
    const other = open(server);
    const uid = randomUUID();
    const consumer = await makeConsumer(bus, uid, { ackWaitMs: 2000 });
    const load = new Load(bus, uid, 16);
    const unheard: unknown[] = [];
    const taken = Consumption.start(other, consumer.name, delivery =>
      // What cannot be told comes again.
      delivery.ack().catch(error => {
        unheard.push(error);
      }),
    );
    for (let round = 0; round < 3; round++) {
      const before = load.accepted.length;
      await until('it takes events', () => load.accepted.length > before + 200);
      await server.kill();
      const refused = load.refusals.length;
      await until(
        'they are refused',
        () => load.refusals.length > refused + 16,
      );
      const atRest = load.accepted.length;
      await within(
        'a refusal at once',
        bus.publish(sampleEvent(uid, 'x')).catch(() => {}),
        1000,
      );
      expect(load.accepted.length).toBe(atRest);
      await server.restart();
    }
    const last = load.accepted.length;
    await until('it takes events again', () => load.accepted.length > last);
    await load.end();
    for (const refusal of [...load.refusals, ...unheard]) {
      expect(refusal).toBeInstanceOf(StoreUnavailableError);
    }
    await until(
      'everything is delivered and settled',
      async () => {
        const state = await stateOf(bus, consumer);
        return state?.pending === 0 && state.inFlight === 0;
      },
      30_000,
    );
    const got = new Set(taken.ids);
    expect(load.accepted.filter(id => !got.has(id))).toEqual([]);
    expect(taken.failure).toBeUndefined();
    // Once in the log, however often it was sent: each has one position.
    const positions = new Map<string, Set<string>>();
    for (const { event, offset } of taken.deliveries) {
      positions.set(
        event.id,
        (positions.get(event.id) ?? new Set()).add(offset),
      );
    }
    expect([...positions.values()].filter(({ size }) => size > 1)).toEqual([]);
    expect(await stateOf(bus, consumer)).toEqual({
      name: consumer.name,
      pending: 0,
      inFlight: 0,
      deadLetters: 0,
    });
    await taken.stop();
  }, 90_000);

  it('keeps consumers, attempts and dead letters through its death', async () => {
    const server = await start();
    const bus = open(server);
    const uid = randomUUID();
    const consumer = await makeConsumer(bus, uid, { ackWaitMs: 1000 });
    for (const id of ['filed', 'open', 'unseen']) {
      await bus.publish(sampleEvent(uid, id));
    }
    const first = Consumption.start(bus, consumer.name, async delivery => {
      if (delivery.event.id === 'filed') {
        await delivery.reject('no');
      }
    });
    await first.has(3);
    await until(
      'it is filed',
      async () => (await stateOf(bus, consumer))?.deadLetters === 1,
    );
    await server.kill();
    await server.restart();
    const again = () => first.ids.slice(3);
    await until('what was not settled comes again', () =>
      ['open', 'unseen'].every(id => again().includes(id)),
    );
    expect(first.failure).toBeUndefined();
    // The server may have forgotten its last moments; what is filed again then is filed once.
    const { items } = await bus.listDeadLetters(consumer.name);
    expect(items.map(({ event, reason }) => [event.id, reason])).toEqual([
      ['filed', 'no'],
    ]);
    await first.stop();
  }, 60_000);

  it('refuses with a typed error, and never takes, what it has no room for', async () => {
    const server = await start({ maxFileStore: 2 * 1024 * 1024 });
    const bus = open(server);
    const uid = randomUUID();
    const consumer = await makeConsumer(bus, uid);
    const accepted: string[] = [];
    let refusal: unknown;
    for (let index = 0; index < 200 && !refusal; index++) {
      const event = sampleEvent(uid, `${index}`, {
        data: Buffer.alloc(50_000),
      });
      try {
        await bus.publish(event);
        accepted.push(event.id);
      } catch (error) {
        refusal = error;
      }
    }
    expect(refusal).toBeInstanceOf(StoreUnavailableError);
    expect(accepted.length).toBeGreaterThan(10);
    expect(accepted.length).toBeLessThan(50);
    await expect(
      bus.publish(sampleEvent(uid, 'more', { data: Buffer.alloc(50_000) })),
    ).rejects.toBeInstanceOf(StoreUnavailableError);
    const taken = Consumption.start(bus, consumer.name, acknowledge);
    await taken.has(accepted.length);
    expect(taken.ids).toEqual(accepted);
    await taken.stop();
  }, 60_000);

  it('refuses with a typed error what its stream has no room for, and drops nothing for it', async () => {
    const server = await start();
    const bus = createNatsEventBus({
      connection: { ...natsConnection(server), maxBytes: 1024 * 1024 },
      duplicateWindowSeconds: 120,
      retentionSeconds: 3600,
    });
    buses.push(bus);
    const uid = randomUUID();
    const consumer = await makeConsumer(bus, uid);
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        bus.publish(
          sampleEvent(uid, `${index}`, { data: Buffer.alloc(50_000) }),
        ),
      ),
    );
    const refused = results.flatMap(result =>
      result.status === 'rejected' ? [result.reason] : [],
    );
    expect(refused.length).toBeGreaterThan(10);
    for (const error of refused) {
      expect(error).toBeInstanceOf(StoreUnavailableError);
    }
    expect(await stateOf(bus, consumer)).toMatchObject({
      pending: results.length - refused.length,
    });
  }, 30_000);

  it('is told to be away at once, and used once it is there', async () => {
    const server = await start();
    await server.kill();
    const bus = open(server);
    const uid = randomUUID();
    await expect(bus.publish(sampleEvent(uid, 'a'))).rejects.toBeInstanceOf(
      StoreUnavailableError,
    );
    await expect(bus.listConsumers()).rejects.toBeInstanceOf(
      StoreUnavailableError,
    );
    await server.restart();
    expect(await bus.publish(sampleEvent(uid, 'a'))).toEqual({
      duplicate: false,
    });
  }, 30_000);

  it('closes in time while it is away', async () => {
    const server = await start();
    const bus = open(server);
    const consumer = await makeConsumer(bus, randomUUID());
    const taken = Consumption.start(bus, consumer.name);
    await bus.listConsumers();
    await server.kill();
    await within('the end', bus.close(), 5000);
    await within('the end of its consumption', taken.stop(), 5000);
    expect(taken.failure).toBeUndefined();
  }, 30_000);

  it('names the credentials file that cannot be read', async () => {
    const server = await start();
    const bus = createNatsEventBus({
      connection: natsConnectionSchema.parse({
        servers: [server.url],
        credentialsFile: '/nowhere/nats.creds',
      }),
      duplicateWindowSeconds: 120,
      retentionSeconds: 3600,
    });
    buses.push(bus);
    await expect(bus.listConsumers()).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: expect.stringContaining('/nowhere/nats.creds'),
    });
  });
});
