import {
  EventFieldError,
  EventMediaTypeError,
  EventSyntaxError,
} from '../errors';
import { parseCloudEvents } from './parse';

const ATTRIBUTES = {
  specversion: '1.0',
  id: 'A-1',
  type: 'order.created',
  source: '/shop/orders',
};

const STRUCTURED = { 'content-type': 'application/cloudevents+json' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };

function parse(headers: Record<string, string>, body: unknown, older = false) {
  return parseCloudEvents(
    headers,
    Buffer.isBuffer(body)
      ? body
      : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    { older },
  );
}

function fault(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

function binaryHeaders(more: Record<string, string> = {}) {
  return {
    'ce-specversion': '1.0',
    'ce-id': 'A-1',
    'ce-type': 'order.created',
    'ce-source': '/shop/orders',
    'content-type': 'application/octet-stream',
    ...more,
  };
}

describe('binary mode', () => {
  it('takes the body as it is and headers as attributes', () => {
    const body = Buffer.from([0, 255, 1]);
    expect(
      parse(
        binaryHeaders({
          'ce-time': '2020-03-01T10:00:00.5+01:00',
          'ce-subject': 'caf%C3%A9 %22x%22',
          'ce-eventtypeversion': 'v2',
          'ce-dataschema': 'https://shop.test/schema',
          'ce-region': 'eu',
          'ce-not-a-name': 'x',
        }),
        body,
      ),
    ).toEqual({
      batch: false,
      events: [
        {
          id: 'A-1',
          type: 'order.created',
          typeVersion: 'v2',
          time: '2020-03-01T10:00:00.5+01:00',
          source: '/shop/orders',
          subject: 'café "x"',
          dataSchema: 'https://shop.test/schema',
          dataContentType: 'application/octet-stream',
          extensions: { region: 'eu' },
          data: body,
        },
      ],
    });
  });

  it('has no data without a body', () => {
    const { 'content-type': _, ...headers } = binaryHeaders();
    const event = parse(headers, Buffer.alloc(0)).events[0];
    expect(event).not.toHaveProperty('data');
    expect(event?.dataContentType).toBeUndefined();
  });

  it.each([
    ['ce-id', '', 'missing'],
    ['ce-type', '', 'missing'],
    ['ce-source', '', 'missing'],
    ['ce-specversion', '0.3', 'invalid'],
    ['ce-time', 'yesterday', 'invalid'],
    ['ce-subject', '%E9', 'invalid'],
    ['ce-subject', '%0a', 'invalid'],
    ['ce-id', 'x'.repeat(513), 'invalid'],
    ['ce-region', 'x'.repeat(4097), 'invalid'],
  ])('refuses %s = %s', (header, value, problem) => {
    expect(
      fault(() => parse(binaryHeaders({ [header]: value }), 'x')),
    ).toMatchObject({ name: 'EventFieldError', field: header, problem });
  });

  it.each(['ce-id', 'ce-type', 'ce-source'])('requires %s', header => {
    const { [header]: _, ...headers }: Record<string, string> = binaryHeaders();
    expect(fault(() => parse(headers, 'x'))).toMatchObject({
      field: header,
      problem: 'missing',
    });
  });

  it('says what is no CloudEvent', () => {
    expect(
      fault(() => parse({ 'content-type': 'application/json' }, {})),
    ).toBeInstanceOf(EventSyntaxError);
    expect(
      fault(() =>
        parse({ 'content-type': 'application/cloudevents+avro' }, ''),
      ),
    ).toBeInstanceOf(EventMediaTypeError);
  });

  it('bounds the number of extensions', () => {
    const many = Object.fromEntries(
      Array.from({ length: 65 }, (_, i) => [`ce-x${i}`, '1']),
    );
    expect(fault(() => parse(binaryHeaders(many), ''))).toBeInstanceOf(
      EventFieldError,
    );
  });
});

describe('structured mode', () => {
  it('keeps JSON data as it was sent', () => {
    const body = `{"specversion":"1.0","id":"A-1","type":"t","source":"s","flag":true,"n":7,"gone":null,"event-type":{},"data":{ "big": 12345678901234567890 }}`;
    expect(parse(STRUCTURED, body).events[0]).toEqual({
      id: 'A-1',
      type: 't',
      source: 's',
      dataContentType: 'application/json',
      extensions: { flag: 'true', n: '7' },
      data: Buffer.from('{ "big": 12345678901234567890 }'),
    });
  });

  it.each([
    [{ data: 'text', datacontenttype: 'text/plain' }, 'text'],
    [{ data: 'text', datacontenttype: 'application/vnd.x+json' }, '"text"'],
    [{ data: 'text' }, '"text"'],
    [{ data: { a: 1 }, datacontenttype: 'text/plain' }, '{"a":1}'],
    [{ data_base64: 'AP8B', datacontenttype: 'image/png' }, '\u0000\xff\u0001'],
  ])('reads %j', (payload, expected) => {
    expect(
      parse(
        { 'content-type': 'Application/CloudEvents+JSON; charset=utf-8' },
        { ...ATTRIBUTES, ...payload },
      ).events[0]?.data,
    ).toEqual(Buffer.from(expected, 'latin1'));
  });

  it('has no data without data', () => {
    const event = parse(STRUCTURED, ATTRIBUTES).events[0];
    expect(event?.data).toBeUndefined();
    expect(event?.dataContentType).toBeUndefined();
  });

  it.each([
    [{ id: undefined }, 'id', 'missing'],
    [{ type: '' }, 'type', 'missing'],
    [{ source: null }, 'source', 'missing'],
    [{ specversion: undefined }, 'specversion', 'missing'],
    [{ specversion: '0.3' }, 'specversion', 'invalid'],
    [{ time: '12:00' }, 'time', 'invalid'],
    [{ region: { a: 1 } }, 'region', 'invalid'],
    [{ rate: 0.5 }, 'rate', 'invalid'],
    [{ data_base64: '!' }, 'data_base64', 'invalid'],
    [{ data_base64: 'AP8B', data: 1 }, 'data_base64', 'invalid'],
  ])('refuses %j', (change, field, problem) => {
    expect(
      fault(() => parse(STRUCTURED, { ...ATTRIBUTES, ...change })),
    ).toMatchObject({ name: 'EventFieldError', field, problem });
  });

  it.each(['', '[]', '1', '{'])('calls %j bad syntax', body => {
    expect(fault(() => parse(STRUCTURED, body))).toBeInstanceOf(
      EventSyntaxError,
    );
  });
});

describe('batched mode', () => {
  it('reads each event', () => {
    const { events, batch } = parse(
      BATCH,
      `[${JSON.stringify({
        ...ATTRIBUTES,
        data: 1,
      })} , {"specversion":"1.0","id":"2","type":"t","source":"s","data": [ 2 ]}]`,
    );
    expect(batch).toBe(true);
    expect(events.map(e => [e.id, e.data?.toString()])).toEqual([
      ['A-1', '1'],
      ['2', '[ 2 ]'],
    ]);
    expect(parse(BATCH, []).events).toEqual([]);
  });

  it('names the event that is bad', () => {
    expect(
      fault(() => parse(BATCH, [ATTRIBUTES, { ...ATTRIBUTES, type: '' }])),
    ).toMatchObject({ field: 'events[1].type', problem: 'missing' });
    expect(fault(() => parse(BATCH, [ATTRIBUTES, 1]))).toMatchObject({
      message: 'events[1]: an event must be a JSON object',
    });
    expect(fault(() => parse(BATCH, ATTRIBUTES))).toBeInstanceOf(
      EventSyntaxError,
    );
    expect(
      fault(() =>
        parse(
          BATCH,
          Array.from({ length: 501 }, () => ATTRIBUTES),
        ),
      ),
    ).toBeInstanceOf(EventSyntaxError);
  });
});

describe('version 0.3 on v2', () => {
  const OLDER = {
    specversion: '0.3',
    id: 'A-1',
    type: 'order.created',
    eventtypeversion: 'v1',
    time: '2020-03-01T10:00:00Z',
    data: { a: 1 },
  };

  it.each(['application/cloudevents+json', 'application/json'])(
    'is read from %s',
    type => {
      expect(
        parse(
          { 'content-type': type },
          { ...OLDER, schemaurl: 'https://shop.test/schema' },
          true,
        ).events[0],
      ).toEqual({
        id: 'A-1',
        type: 'order.created',
        typeVersion: 'v1',
        time: '2020-03-01T10:00:00Z',
        dataSchema: 'https://shop.test/schema',
        dataContentType: 'application/json',
        extensions: {},
        data: Buffer.from('{"a":1}'),
      });
    },
  );

  it('decodes base64', () => {
    expect(
      parse(
        STRUCTURED,
        {
          ...OLDER,
          datacontentencoding: 'base64',
          datacontenttype: 'text/plain',
          data: 'aGk=',
        },
        true,
      ).events[0]?.data?.toString(),
    ).toBe('hi');
  });

  it.each([
    [{ eventtypeversion: undefined }, 'eventtypeversion'],
    [{ time: undefined }, 'time'],
    [{ data: undefined }, 'data'],
    [{ datacontentencoding: 'gzip' }, 'datacontentencoding'],
  ])('refuses %j', (change, field) => {
    expect(
      fault(() => parse(STRUCTURED, { ...OLDER, ...change }, true)),
    ).toMatchObject({ field });
  });
});
