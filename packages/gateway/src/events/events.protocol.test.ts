import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import {
  StoreUnavailableError,
  type BusEvent,
  type EventBus,
} from '@remote-env/plugin-remote-env-node';
import { CloudEvent, HTTP } from 'cloudevents';
import type { EdgeClient } from '../__testUtils__/edgeClient';
import { PortalStandIn } from '../__testUtils__/PortalStandIn';
import { TestEdge, TestStores } from '../__testUtils__/TestEdge';
import { until } from '../__testUtils__/until';

jest.setTimeout(20_000);

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const JSON_TYPE = { 'content-type': 'application/json' };
const STRUCTURED = { 'content-type': 'application/cloudevents+json' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };

const LEGACY = {
  'event-type': 'order.created',
  'event-type-version': 'v1',
  'event-id': '31109198-4d69-4ae0-972d-76117f3748c8',
  'event-time': '2020-03-01T10:00:00Z',
  data: { orderCode: '77' },
};

describe('events at the edge', () => {
  let stores: TestStores;
  let portal: PortalStandIn;
  let edge: TestEdge;
  let client: EdgeClient;
  let environment: RemoteEnvironment;
  let name: string;
  /** Fails the next publications whose id is in it. */
  const failing = new Set<string>();
  let counter = 0;

  beforeAll(async () => {
    [stores, portal] = await Promise.all([
      TestStores.create(),
      PortalStandIn.start(),
    ]);
    const bus: EventBus = {
      publish: async event => {
        if (failing.has(event.id)) {
          throw new StoreUnavailableError('away');
        }
        return stores.bus.publish(event);
      },
      ensureConsumer: config => stores.bus.ensureConsumer(config),
      removeConsumer: consumer => stores.bus.removeConsumer(consumer),
      listConsumers: () => stores.bus.listConsumers(),
      consume: (consumer, signal) => stores.bus.consume(consumer, signal),
      listDeadLetters: (consumer, options) =>
        stores.bus.listDeadLetters(consumer, options),
      replay: (consumer, id) => stores.bus.replay(consumer, id),
      close: () => stores.bus.close(),
    };
    edge = await TestEdge.start(stores, portal, { bus });
  });

  beforeEach(async () => {
    failing.clear();
    counter += 1;
    name = `shop-${counter}`;
    const connected = await edge.connected(name, 'acme');
    environment = connected.environment;
    client = edge.client(connected.credentials, { keepAlive: true });
    await stores.bus.ensureConsumer({
      name,
      environmentUid: environment.metadata.uid,
      types: ['order.created', 'order.paid'].map(type => ({ type })),
      ackWaitMs: 60_000,
      maxInFlight: 100,
      maxDeliveries: 3,
    });
  });

  afterAll(async () => {
    await edge.stop();
    await portal.close();
    await stores.close();
  });

  /** Takes that many events off the bus. */
  async function stored(count: number): Promise<BusEvent[]> {
    const events: BusEvent[] = [];
    const end = new AbortController();
    for await (const delivery of stores.bus.consume(name, end.signal)) {
      events.push(delivery.event);
      await delivery.ack();
      if (events.length === count) {
        end.abort();
      }
    }
    return events;
  }

  async function pending(): Promise<number | undefined> {
    const consumers = await stores.bus.listConsumers();
    return consumers.find(c => c.name === name)?.pending;
  }

  const post = (path: string, body: unknown, headers: Record<string, string>) =>
    client.call({
      method: 'POST',
      path: `/${name}${path}`,
      body:
        typeof body === 'string' || Buffer.isBuffer(body)
          ? body
          : JSON.stringify(body),
      headers,
    });

  describe('older protocol', () => {
    it('stores an event, enriched, and answers with its id', async () => {
      const before = Date.now();
      const answer = await post('/v1/events', LEGACY, {
        ...JSON_TYPE,
        traceparent: TRACEPARENT,
        tracestate: 'a=b',
      });
      expect(answer).toMatchObject({
        status: 200,
        json: {
          'event-id': LEGACY['event-id'],
          status: 'published',
          reason: '',
        },
      });
      const [event] = await stored(1);
      expect(event).toMatchObject({
        id: LEGACY['event-id'],
        type: 'order.created',
        typeVersion: 'v1',
        time: LEGACY['event-time'],
        environment: name,
        environmentUid: environment.metadata.uid,
        dataContentType: 'application/json',
        extensions: {
          traceparent: TRACEPARENT,
          tracestate: 'a=b',
          tenant: 'acme',
        },
      });
      expect(Buffer.from(event!.data!).toString()).toBe('{"orderCode":"77"}');
      expect(Date.parse(event!.receivedAt)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(event!.receivedAt)).toBeLessThanOrEqual(Date.now());
    });

    it('answers a duplicate alike and stores it once', async () => {
      const answers = [];
      for (let i = 0; i < 3; i++) {
        answers.push(await post('/v1/events', LEGACY, JSON_TYPE));
      }
      expect(answers.map(a => [a.status, a.text])).toEqual(
        Array(3).fill([200, answers[0]!.text]),
      );
      expect(await pending()).toBe(1);
    });

    it('makes an id where there is none', async () => {
      const { 'event-id': _, ...rest } = LEGACY;
      const { json } = await post('/v1/events', rest, JSON_TYPE);
      const [event] = await stored(1);
      expect(json).toMatchObject({ 'event-id': event!.id });
    });

    it('reports errors in the older shape', async () => {
      expect(
        await post('/v1/events', { ...LEGACY, 'event-time': 'now' }, JSON_TYPE),
      ).toMatchObject({
        status: 400,
        json: {
          status: 400,
          type: 'validation_violation',
          message: 'Invalid field',
          moreInfo: '',
          details: [
            {
              field: 'event-time',
              type: 'invalid_field',
              message: 'Invalid field',
              moreInfo: 'must be a date and time as in RFC 3339',
            },
          ],
        },
      });
      expect(await post('/v1/events', '{', JSON_TYPE)).toMatchObject({
        status: 400,
        json: { type: 'bad_payload_syntax', details: [] },
      });
      expect(await post('/v1/events', '', JSON_TYPE)).toMatchObject({
        status: 400,
        json: { type: 'bad_payload_syntax' },
      });
      expect(await pending()).toBe(0);
    });

    it.each<Record<string, string>>([
      {},
      { 'transfer-encoding': 'chunked' },
      { expect: '100-continue' },
    ])('takes 64 KiB and no more (%j)', async headers => {
      const empty = JSON.stringify({ ...LEGACY, data: 'x' }).length - 1;
      const body = (size: number) =>
        JSON.stringify({ ...LEGACY, data: 'x'.repeat(size - empty) });
      expect(
        (await post('/v1/events', body(65_536), { ...JSON_TYPE, ...headers }))
          .status,
      ).toBe(200);
      expect(
        await post('/v1/events', body(65_537), { ...JSON_TYPE, ...headers }),
      ).toMatchObject({
        status: 413,
        json: {
          status: 413,
          type: 'request_body_too_large',
          message: 'Request body too large',
          details: [],
        },
      });
    });

    it('is 503 with Retry-After when the bus is away, and the same id is taken later', async () => {
      failing.add(LEGACY['event-id']);
      const answer = await post('/v1/events', LEGACY, JSON_TYPE);
      expect(answer).toMatchObject({
        status: 503,
        json: { status: 503, type: 'internal_server' },
      });
      expect(answer.headers['retry-after']).toBe('5');
      failing.clear();
      expect((await post('/v1/events', LEGACY, JSON_TYPE)).status).toBe(200);
      expect(await pending()).toBe(1);
    });
  });

  describe('CloudEvents', () => {
    const event = (id: string) =>
      new CloudEvent({
        id,
        type: 'order.paid',
        source: '/shop/orders',
        time: '2020-03-01T10:00:00.000Z',
        subject: 'order 77',
        region: 'eu',
        tenant: 'somebody-else',
        data: { orderCode: '77' },
      });

    it.each(['binary', 'structured'] as const)(
      'takes what the public SDK sends in %s mode',
      async mode => {
        const message = HTTP[mode](event('A-1'));
        const answer = await post('/events', message.body, {
          ...(message.headers as Record<string, string>),
          traceparent: TRACEPARENT,
        });
        expect(answer).toMatchObject({ status: 200, json: { id: 'A-1' } });
        expect(await stored(1)).toMatchObject([
          {
            id: 'A-1',
            type: 'order.paid',
            environment: name,
            time: '2020-03-01T10:00:00.000Z',
            subject: 'order 77',
            extensions: {
              originalsource: '/shop/orders',
              originaltenant: 'somebody-else',
              tenant: 'acme',
              region: 'eu',
              traceparent: TRACEPARENT,
            },
          },
        ]);
      },
    );

    it('keeps a binary payload to the byte', async () => {
      const body = Buffer.from([0, 1, 2, 255]);
      await post('/events', body, {
        'ce-specversion': '1.0',
        'ce-id': 'B-1',
        'ce-type': 'order.paid',
        'ce-source': 's',
        'content-type': 'image/png',
      });
      const [stored1] = await stored(1);
      expect(Buffer.from(stored1!.data!)).toEqual(body);
      expect(stored1!.dataContentType).toBe('image/png');
    });

    it('takes a batch', async () => {
      const batch = ['C-1', 'C-2', 'C-1'].map(id => event(id).toJSON());
      expect(await post('/events', batch, BATCH)).toMatchObject({
        status: 200,
        json: { events: [{ id: 'C-1' }, { id: 'C-2' }, { id: 'C-1' }] },
      });
      expect((await stored(2)).map(e => e.id).sort()).toEqual(['C-1', 'C-2']);
      expect(await post('/events', [], BATCH)).toMatchObject({
        status: 200,
        json: { events: [] },
      });
    });

    it('takes nothing of a batch with one bad event', async () => {
      const batch = [
        event('D-1').toJSON(),
        { ...event('D-2').toJSON(), type: '' },
      ];
      expect(await post('/events', batch, BATCH)).toMatchObject({
        status: 400,
        json: { code: 400, error: 'events[1].type: must not be empty' },
      });
      expect(await pending()).toBe(0);
    });

    it('says which events of a batch are stored when the bus fails meanwhile', async () => {
      failing.add('E-2');
      const batch = ['E-1', 'E-2', 'E-3'].map(id => event(id).toJSON());
      const answer = await post('/events', batch, BATCH);
      expect(answer).toMatchObject({
        status: 503,
        json: { code: 503, stored: ['E-1', 'E-3'], notStored: ['E-2'] },
      });
      expect(answer.headers['retry-after']).toBe('5');
      failing.clear();
      expect((await post('/events', batch, BATCH)).status).toBe(200);
      expect((await stored(3)).map(e => e.id).sort()).toEqual([
        'E-1',
        'E-2',
        'E-3',
      ]);
    });

    it.each([
      [{ ...JSON_TYPE }, {}, 400, 'ce-specversion'],
      [STRUCTURED, { specversion: '0.3' }, 400, 'specversion: must be 1.0'],
      [STRUCTURED, '{', 400, 'the body is not JSON'],
      [
        { 'content-type': 'application/cloudevents+xml' },
        'x',
        415,
        'content-type',
      ],
    ])('names what is wrong with %j %j', async (headers, body, code, text) => {
      const answer = await post('/events', body, headers);
      expect(answer).toMatchObject({ status: code, json: { code } });
      expect(answer.text).toContain(text);
    });

    it('refuses a body beyond the limit in its own shape', async () => {
      expect(
        await post('/events', 'x'.repeat(65_537), STRUCTURED),
      ).toMatchObject({
        status: 413,
        json: { code: 413, error: 'Request body is larger than 65536 bytes.' },
      });
    });

    it('takes version 0.3 on v2, and answers there as older clients expect', async () => {
      const older = {
        specversion: '0.3',
        id: 'F-1',
        type: 'order.created',
        eventtypeversion: 'v2',
        time: '2020-03-01T10:00:00Z',
        data: { a: 1 },
      };
      expect(await post('/v2/events', older, JSON_TYPE)).toMatchObject({
        status: 200,
        json: { 'event-id': 'F-1', status: 'published' },
      });
      expect(await stored(1)).toMatchObject([{ id: 'F-1', typeVersion: 'v2' }]);
      expect(
        await post('/v2/events', { ...older, time: undefined }, STRUCTURED),
      ).toMatchObject({
        status: 400,
        json: {
          type: 'validation_violation',
          details: [{ field: 'time', type: 'missing_field' }],
        },
      });
    });

    it('works on in the same connection after a refusal', async () => {
      await post('/events', '{', STRUCTURED);
      expect(
        await post('/events', event('G-1').toJSON(), STRUCTURED),
      ).toMatchObject({ status: 200, reused: true });
    });
  });

  it('lists what is subscribed to, each type once', async () => {
    await stores.resources.subscribe(environment, `es-${name}-1`, [
      { type: 'order.paid', version: 'v2' },
      { type: 'order.created', version: 'v1' },
    ]);
    await stores.resources.subscribe(environment, `es-${name}-2`, [
      { type: 'order.created', version: 'v1' },
      { type: 'order.created' },
    ]);
    const path = `/${name}/v1/events/subscribed`;
    const expected = {
      eventsInfo: [
        { name: 'order.created', version: '' },
        { name: 'order.created', version: 'v1' },
        { name: 'order.paid', version: 'v2' },
      ],
    };
    await until(
      () =>
        edge.view.subscribedTypes(environment.metadata.uid).length ===
        expected.eventsInfo.length,
    );
    expect((await client.call({ path })).json).toEqual(expected);
  });

  it('never lets one environment write in the name of another', async () => {
    const other = await edge.connected(`other-${counter}`);
    const stranger = edge.client(other.credentials);
    for (const path of ['/v1/events', '/v2/events', '/events']) {
      expect(
        await stranger.call({
          method: 'POST',
          path: `/${name}${path}`,
          body: JSON.stringify(LEGACY),
          headers: JSON_TYPE,
        }),
      ).toMatchObject({
        status: 403,
        json: { code: 403, error: 'no valid subject found' },
      });
    }
    expect(await pending()).toBe(0);
  });
});
