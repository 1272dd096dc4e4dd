import {
  EventBench,
  JSON_TYPE,
  LEGACY,
  TRACEPARENT,
} from '../../__testUtils__/EventBench';

jest.setTimeout(60_000);

describe('events of the older protocol at the edge', () => {
  let bench: EventBench;

  beforeAll(async () => {
    bench = await EventBench.create();
  });

  beforeEach(() => bench.next());

  afterAll(() => bench.close());

  it('stores an event, enriched, and answers with its id', async () => {
    const before = Date.now();
    const answer = await bench.post('/v1/events', LEGACY, {
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
    const [event] = await bench.stored(1);
    expect(event).toMatchObject({
      id: LEGACY['event-id'],
      type: 'order.created',
      typeVersion: 'v1',
      time: LEGACY['event-time'],
      environment: bench.name,
      environmentUid: bench.environment.metadata.uid,
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
      answers.push(await bench.post('/v1/events', LEGACY, JSON_TYPE));
    }
    expect(answers.map(a => [a.status, a.text])).toEqual(
      Array(3).fill([200, answers[0]!.text]),
    );
    expect(await bench.pending()).toBe(1);
  });

  it('makes an id where there is none', async () => {
    const { 'event-id': _, ...rest } = LEGACY;
    const { json } = await bench.post('/v1/events', rest, JSON_TYPE);
    const [event] = await bench.stored(1);
    expect(json).toMatchObject({ 'event-id': event!.id });
  });

  it('reports errors in the older shape', async () => {
    expect(
      await bench.post(
        '/v1/events',
        { ...LEGACY, 'event-time': 'now' },
        JSON_TYPE,
      ),
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
    expect(await bench.post('/v1/events', '{', JSON_TYPE)).toMatchObject({
      status: 400,
      json: { type: 'bad_payload_syntax', details: [] },
    });
    expect(await bench.post('/v1/events', '', JSON_TYPE)).toMatchObject({
      status: 400,
      json: { type: 'bad_payload_syntax' },
    });
    expect(await bench.pending()).toBe(0);
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
      (
        await bench.post('/v1/events', body(65_536), {
          ...JSON_TYPE,
          ...headers,
        })
      ).status,
    ).toBe(200);
    expect(
      await bench.post('/v1/events', body(65_537), {
        ...JSON_TYPE,
        ...headers,
      }),
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
    bench.failing.add(LEGACY['event-id']);
    const answer = await bench.post('/v1/events', LEGACY, JSON_TYPE);
    expect(answer).toMatchObject({
      status: 503,
      json: { status: 503, type: 'internal_server' },
    });
    expect(answer.headers['retry-after']).toBe('5');
    bench.failing.clear();
    expect((await bench.post('/v1/events', LEGACY, JSON_TYPE)).status).toBe(
      200,
    );
    expect(await bench.pending()).toBe(1);
  });
});
