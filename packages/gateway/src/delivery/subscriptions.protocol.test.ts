import {
  EventSubscriptionKind,
  type EventSubscription,
} from '@remote-env/plugin-remote-env-common';
import type { ServerResponse } from 'node:http';
import { until } from '../__testUtils__/until';
import { accept, Sink, status } from './__testUtils__/Sink';
import { ENVIRONMENT, TestDelivery } from './__testUtils__/TestDelivery';

// Real stores and sockets, on machines that may be busy.
jest.setTimeout(60_000);

describe('life of a subscription in delivery', () => {
  let delivery: TestDelivery;
  let sink: Sink;

  beforeEach(async () => {
    [delivery, sink] = await Promise.all([TestDelivery.create(), Sink.start()]);
  });

  afterEach(async () => {
    await delivery.close();
    await sink.close();
  });

  describe('when the sink answers 410', () => {
    const ended = async (subscription: EventSubscription) => {
      const now = await delivery.store.get(
        EventSubscriptionKind,
        subscription.metadata,
      );
      return now?.status?.ended;
    };

    it('ends the subscription and removes its consumer', async () => {
      await delivery.start();
      sink.answer = status(410);
      const subscription = await delivery.subscribed(sink.url);
      await Promise.all([delivery.publish(), delivery.publish()]);
      await until(
        async () =>
          (await ended(subscription)) !== undefined &&
          (await delivery.state(subscription)) === undefined,
      );
      expect((await ended(subscription))?.reason).toBe('the sink answered 410');
      const { length } = sink.arrivals;
      await delivery.publish();
      const other = await delivery.subscribed(sink.url, {
        eventTypes: [{ type: 'other' }],
      });
      expect(sink.arrivals).toHaveLength(length);
      expect(await delivery.state(other)).toBeDefined();
      expect(
        delivery.reports.filter(
          ({ action }) => action === 'subscription-ended',
        ),
      ).toHaveLength(1);
    });

    it('writes the end although somebody else writes at the same time', async () => {
      let interfered = false;
      const { store } = delivery;
      await delivery.start({
        store: {
          create: store.create.bind(store),
          get: store.get.bind(store),
          list: store.list.bind(store),
          update: store.update.bind(store),
          delete: store.delete.bind(store),
          watch: store.watch.bind(store),
          close: store.close.bind(store),
          updateStatus: async (kind, object) => {
            const current = await store.get(
              EventSubscriptionKind,
              object.metadata,
            );
            if (current && sink.arrivals.length > 0 && !interfered) {
              interfered = true;
              current.metadata.labels = { touched: 'yes' };
              await store.update(EventSubscriptionKind, current);
            }
            return store.updateStatus(kind, object);
          },
        },
      });
      sink.answer = status(410);
      const subscription = await delivery.subscribed(sink.url);
      await delivery.publish();
      await until(async () => (await ended(subscription)) !== undefined);
      expect(interfered).toBe(true);
    });
  });

  it('follows a subscription that changes', async () => {
    await delivery.start();
    const other = await Sink.start();
    const subscription = await delivery.subscribed(sink.url);
    const first = await delivery.publish();
    await delivery.settled(subscription);
    const current = await delivery.store.get(
      EventSubscriptionKind,
      subscription.metadata,
    );
    if (!current) {
      throw new Error('the subscription is gone');
    }
    current.spec.sink = other.url;
    current.spec.eventTypes = [{ type: 'order.deleted' }];
    await delivery.ready(
      await delivery.store.update(EventSubscriptionKind, current),
    );
    await delivery.publish();
    const second = await delivery.publish({ type: 'order.deleted' });
    await delivery.settled(subscription);
    expect([sink.ids, other.ids]).toEqual([[first], [second]]);
    await other.close();
  });

  it('removes the consumers of subscriptions that are deleted, while it runs and while it does not', async () => {
    const role = await delivery.start();
    const first = await delivery.subscribed(sink.url);
    const second = await delivery.subscribed(sink.url);
    await delivery.store.delete(EventSubscriptionKind, first.metadata);
    await until(async () => (await delivery.state(first)) === undefined);

    await role.stop(AbortSignal.abort());
    await delivery.bus.ensureConsumer({
      name: 'of-somebody-else',
      environmentUid: ENVIRONMENT.uid,
      types: [{ type: 'order.created' }],
      ackWaitMs: 1000,
      maxInFlight: 1,
      maxDeliveries: 1,
    });
    await delivery.store.delete(EventSubscriptionKind, second.metadata);
    const third = await delivery.subscription(sink.url);
    await delivery.start();
    await delivery.ready(third);
    await until(async () => (await delivery.state(second)) === undefined);
    expect(
      (await delivery.bus.listConsumers()).map(({ name }) => name).sort(),
    ).toEqual([third.metadata.uid, 'of-somebody-else'].sort());
  });

  it('delivers what came after the subscription, however late it hears of it', async () => {
    const subscription = await delivery.subscription(sink.url);
    const early = await delivery.publish();
    await delivery.start();
    await delivery.ready(subscription);
    await delivery.settled(subscription);
    expect(sink.ids).toEqual([early]);
  });

  it('lets tries under way end when it stops, and settles them', async () => {
    const role = await delivery.start();
    const held: ServerResponse[] = [];
    sink.answer = res => held.push(res);
    const subscription = await delivery.subscribed(sink.url);
    await delivery.publish();
    await until(() => held.length === 1);
    const stopped = role.stop(new AbortController().signal);
    await delivery.publish();
    held[0]?.writeHead(200).end();
    await stopped;
    expect(await delivery.state(subscription)).toMatchObject({
      pending: 1,
      inFlight: 0,
    });
    expect(sink.arrivals).toHaveLength(1);
  });

  it('delivers again at once what a stop cut off', async () => {
    const role = await delivery.start();
    sink.answer = () => {};
    const subscription = await delivery.subscribed(sink.url);
    const id = await delivery.publish();
    await until(() => sink.arrivals.length === 1);
    await role.stop(AbortSignal.abort());
    sink.answer = accept;
    await delivery.start();
    await delivery.settled(subscription);
    expect(sink.ids).toEqual([id, id]);
  });

  it('delivers again what a crashed process had taken up', async () => {
    const role = await delivery.start();
    const subscription = await delivery.subscribed(sink.url, {
      delivery: { timeoutMs: 100 },
    });
    await role.stop(AbortSignal.abort());
    const id = await delivery.publish();
    // Taken up, and never heard of again.
    for await (const taken of delivery.bus.consume(
      subscription.metadata.uid,
      new AbortController().signal,
    )) {
      expect(taken.event.id).toBe(id);
      break;
    }
    expect((await delivery.state(subscription))?.inFlight).toBe(1);
    await delivery.start();
    await until(
      async () => (await delivery.state(subscription))?.pending === 0,
    );
    // At least once: an answer that takes longer than the short time of a try makes it try again.
    expect(new Set(sink.ids)).toEqual(new Set([id]));
  });
});
