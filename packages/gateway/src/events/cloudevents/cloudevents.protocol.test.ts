import { CloudEvent, HTTP } from 'cloudevents';
import {
  BATCH,
  EventBench,
  JSON_TYPE,
  STRUCTURED,
  TRACEPARENT,
} from '../../__testUtils__/EventBench';

jest.setTimeout(60_000);

describe('CloudEvents at the edge', () => {
  let bench: EventBench;

  beforeAll(async () => {
    bench = await EventBench.create();
  });

  beforeEach(() => bench.next());

  afterAll(() => bench.close());

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
      const answer = await bench.post('/events', message.body, {
        ...(message.headers as Record<string, string>),
        traceparent: TRACEPARENT,
      });
      expect(answer).toMatchObject({ status: 200, json: { id: 'A-1' } });
      expect(await bench.stored(1)).toMatchObject([
        {
          id: 'A-1',
          type: 'order.paid',
          environment: bench.name,
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
    await bench.post('/events', body, {
      'ce-specversion': '1.0',
      'ce-id': 'B-1',
      'ce-type': 'order.paid',
      'ce-source': 's',
      'content-type': 'image/png',
    });
    const [stored1] = await bench.stored(1);
    expect(Buffer.from(stored1!.data!)).toEqual(body);
    expect(stored1!.dataContentType).toBe('image/png');
  });

  it('takes a batch', async () => {
    const batch = ['C-1', 'C-2', 'C-1'].map(id => event(id).toJSON());
    expect(await bench.post('/events', batch, BATCH)).toMatchObject({
      status: 200,
      json: { events: [{ id: 'C-1' }, { id: 'C-2' }, { id: 'C-1' }] },
    });
    expect((await bench.stored(2)).map(e => e.id).sort()).toEqual([
      'C-1',
      'C-2',
    ]);
    expect(await bench.post('/events', [], BATCH)).toMatchObject({
      status: 200,
      json: { events: [] },
    });
  });

  it('takes nothing of a batch with one bad event', async () => {
    const batch = [
      event('D-1').toJSON(),
      { ...event('D-2').toJSON(), type: '' },
    ];
    expect(await bench.post('/events', batch, BATCH)).toMatchObject({
      status: 400,
      json: { code: 400, error: 'events[1].type: must not be empty' },
    });
    expect(await bench.pending()).toBe(0);
  });

  it('says which events of a batch are stored when the bus fails meanwhile', async () => {
    bench.failing.add('E-2');
    const batch = ['E-1', 'E-2', 'E-3'].map(id => event(id).toJSON());
    const answer = await bench.post('/events', batch, BATCH);
    expect(answer).toMatchObject({
      status: 503,
      json: { code: 503, stored: ['E-1', 'E-3'], notStored: ['E-2'] },
    });
    expect(answer.headers['retry-after']).toBe('5');
    bench.failing.clear();
    expect((await bench.post('/events', batch, BATCH)).status).toBe(200);
    expect((await bench.stored(3)).map(e => e.id).sort()).toEqual([
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
    const answer = await bench.post('/events', body, headers);
    expect(answer).toMatchObject({ status: code, json: { code } });
    expect(answer.text).toContain(text);
  });

  it('refuses a body beyond the limit in its own shape', async () => {
    expect(
      await bench.post('/events', 'x'.repeat(65_537), STRUCTURED),
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
    expect(await bench.post('/v2/events', older, JSON_TYPE)).toMatchObject({
      status: 200,
      json: { 'event-id': 'F-1', status: 'published' },
    });
    expect(await bench.stored(1)).toMatchObject([
      { id: 'F-1', typeVersion: 'v2' },
    ]);
    expect(
      await bench.post('/v2/events', { ...older, time: undefined }, STRUCTURED),
    ).toMatchObject({
      status: 400,
      json: {
        type: 'validation_violation',
        details: [{ field: 'time', type: 'missing_field' }],
      },
    });
  });

  it('works on in the same connection after a refusal', async () => {
    await bench.post('/events', '{', STRUCTURED);
    expect(
      await bench.post('/events', event('G-1').toJSON(), STRUCTURED),
    ).toMatchObject({ status: 200, reused: true });
  });
});
