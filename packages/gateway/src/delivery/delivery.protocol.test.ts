import { HTTP } from 'cloudevents';
import type { ServerResponse } from 'node:http';
import { until } from '../__testUtils__/until';
import { accept, Sink, status } from './__testUtils__/Sink';
import { ENVIRONMENT, TestDelivery } from './__testUtils__/TestDelivery';

// Real stores and sockets, on machines that may be busy.
jest.setTimeout(60_000);

describe('delivery', () => {
  let delivery: TestDelivery;
  let sink: Sink;

  beforeEach(async () => {
    [delivery, sink] = await Promise.all([TestDelivery.create(), Sink.start()]);
  });

  afterEach(async () => {
    await delivery.close();
    await sink.close();
  });

  it('posts events in binary mode, in order, and settles them', async () => {
    await delivery.start();
    const subscription = await delivery.subscribed(sink.url, {
      delivery: { maxInFlight: 1 },
    });
    const ids = [
      await delivery.publish({ typeVersion: 'v1', subject: 'Größe' }),
      await delivery.publish({ data: undefined, dataContentType: undefined }),
      await delivery.publish(),
    ];
    await delivery.publish({ type: 'order.deleted' });
    await delivery.publish({ environmentUid: 'an earlier one' });
    await delivery.settled(subscription);
    expect(sink.ids).toEqual(ids);
    const [first, second] = sink.arrivals;
    expect(
      HTTP.toEvent({ headers: first?.headers ?? {}, body: first?.body }),
    ).toMatchObject({
      specversion: '1.0',
      source: 'shop',
      type: 'order.created',
      eventtypeversion: 'v1',
      data: { orderCode: '1' },
    });
    expect(second?.body).toBe('');
    expect(second?.headers).not.toHaveProperty('content-type');
    expect(delivery.reports).toContainEqual({
      action: 'event-delivered',
      outcome: 'success',
      actor: 'orders/lambda',
      environmentName: 'shop',
      environmentUid: ENVIRONMENT.uid,
      details: { subscription: subscription.metadata.name },
    });
    expect(await delivery.metrics.metrics()).toContain(
      'remote_env_gateway_delivery_tries_total{result="delivered"} 3',
    );
  });

  it('tries again after failures of every passing kind, as late as the sink asks', async () => {
    await delivery.start();
    sink.answer = (res, nth) => {
      if (nth === 1) {
        res.socket?.destroy();
      } else if (nth === 2) {
        res.writeHead(503, { 'retry-after': '2' }).end();
      } else {
        accept(res);
      }
    };
    const subscription = await delivery.subscribed(sink.url);
    const id = await delivery.publish();
    await delivery.settled(subscription);
    expect(sink.ids).toEqual([id, id, id]);
    const [first, second, third] = sink.arrivals.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(400);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThan(1950);
    expect(await delivery.deadLetters(subscription)).toEqual([]);
  });

  it('gives up what the sink does not want, redirects included, and delivers it when replayed', async () => {
    await delivery.start();
    const elsewhere = await Sink.start();
    const subscription = await delivery.subscribed(sink.url);
    const attempt = async (answer: typeof sink.answer) => {
      sink.answer = answer;
      const id = await delivery.publish();
      await until(async () =>
        (
          await delivery.deadLetters(subscription)
        ).some(({ event }) => event.id === id),
      );
      const [letter] = await delivery.deadLetters(subscription);
      return letter;
    };
    expect(await attempt(status(400))).toMatchObject({
      attempts: 1,
      reason: 'the sink answered 400',
    });
    const letter = await attempt(status(307, { location: elsewhere.url }));
    expect(letter?.reason).toBe('the sink answered 307');
    expect(elsewhere.arrivals).toEqual([]);
    expect(delivery.reports).toContainEqual(
      expect.objectContaining({
        action: 'event-dead-lettered',
        message: 'the sink answered 307',
      }),
    );
    sink.answer = accept;
    await delivery.bus.replay(subscription.metadata.uid, letter?.id ?? '');
    await until(
      () => sink.ids.filter(id => id === letter?.event.id).length > 1,
    );
    await elsewhere.close();
  });

  it('does not call sinks that the outbound policy forbids', async () => {
    await delivery.start();
    const subscription = await delivery.subscribed('http://169.254.169.254/');
    await delivery.publish();
    await until(
      async () => (await delivery.deadLetters(subscription)).length === 1,
    );
    const [letter] = await delivery.deadLetters(subscription);
    expect(letter?.reason).toContain('metadata service');
  });

  it('gives up after the last try, and when an event is too old for another', async () => {
    await delivery.start();
    sink.answer = res => res.socket?.setTimeout(0);
    const tries = await delivery.subscribed(sink.url, {
      eventTypes: [{ type: 'tries' }],
      delivery: { maxTries: 2, timeoutMs: 100 },
    });
    const age = await delivery.subscribed(sink.url, {
      eventTypes: [{ type: 'age' }],
      delivery: { maxAgeSeconds: 60, timeoutMs: 100 },
    });
    await delivery.publish({ type: 'tries' });
    await delivery.publish({
      type: 'age',
      receivedAt: new Date(Date.now() - 60_000).toISOString(),
    });
    await until(async () => (await delivery.deadLetters(tries)).length === 1);
    await until(async () => (await delivery.deadLetters(age)).length === 1);
    expect((await delivery.deadLetters(tries))[0]).toMatchObject({
      attempts: 2,
      reason: expect.stringContaining('took too long; tried 2 times'),
    });
    expect((await delivery.deadLetters(age))[0]).toMatchObject({
      attempts: 1,
      reason: expect.stringContaining('too old to be tried again'),
    });
  });

  it('keeps to the number of deliveries that may be under way', async () => {
    await delivery.start();
    const held: ServerResponse[] = [];
    let most = 0;
    sink.answer = res => {
      held.push(res);
      most = Math.max(most, held.length);
    };
    const subscription = await delivery.subscribed(sink.url, {
      delivery: { maxInFlight: 3 },
    });
    for (let i = 0; i < 8; i++) {
      await delivery.publish();
    }
    for (let i = 0; i < 8; i++) {
      await until(() => held.length === Math.min(3, 8 - i));
      held.shift()?.writeHead(200).end();
    }
    await delivery.settled(subscription);
    expect(most).toBe(3);
  });
});
