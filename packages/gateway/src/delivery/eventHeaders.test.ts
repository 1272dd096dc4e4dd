import type { BusEvent } from '@remote-env/plugin-remote-env-node';
import { HTTP } from 'cloudevents';
import { encodeHeaderValue, eventHeaders } from './eventHeaders';

const event: BusEvent = {
  id: 'e-1',
  environment: 'shop',
  environmentUid: 'u',
  type: 'order.created',
  typeVersion: 'v1',
  time: '2026-01-02T03:04:05Z',
  receivedAt: '2026-01-02T03:04:06Z',
  dataContentType: 'application/json',
  dataSchema: 'https://shop.test/schema',
  subject: 'Größe "XL" 100%',
  extensions: { tenant: 't1' },
  data: Buffer.from('{"a":1}'),
};

describe('eventHeaders', () => {
  it('carries every attribute, as a CloudEvents library reads them', () => {
    const headers = eventHeaders(event);
    expect(headers).toMatchObject({
      'ce-specversion': '1.0',
      'ce-id': 'e-1',
      'ce-source': 'shop',
      'ce-type': 'order.created',
      'ce-eventtypeversion': 'v1',
      'ce-time': '2026-01-02T03:04:05Z',
      'ce-dataschema': 'https://shop.test/schema',
      'ce-subject': 'Gr%C3%B6%C3%9Fe%20%22XL%22%20100%25',
      'ce-tenant': 't1',
      'content-type': 'application/json',
    });
    const read = HTTP.toEvent({ headers, body: '{"a":1}' });
    expect(read).toMatchObject({
      id: 'e-1',
      source: 'shop',
      type: 'order.created',
      eventtypeversion: 'v1',
      tenant: 't1',
      data: { a: 1 },
    });
  });

  it('leaves out what an event does not have', () => {
    const { subject, typeVersion, dataSchema, data, ...rest } = event;
    const headers = eventHeaders({ ...rest, extensions: {} });
    expect(Object.keys(headers).sort()).toEqual([
      'ce-id',
      'ce-source',
      'ce-specversion',
      'ce-time',
      'ce-type',
      'traceparent',
    ]);
  });

  it('lets no extension stand in for an attribute', () => {
    const headers = eventHeaders({
      ...event,
      extensions: { source: 'other', id: 'x', eventtypeversion: 'v9' },
    });
    expect(headers).toMatchObject({
      'ce-source': 'shop',
      'ce-id': 'e-1',
      'ce-eventtypeversion': 'v1',
    });
  });

  it('goes on with the event’s trace as a new span', () => {
    const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const headers = eventHeaders(
      { ...event, extensions: { traceparent: trace, tracestate: 'v=1' } },
      () => 'c'.repeat(16),
    );
    expect(headers).toMatchObject({
      traceparent: `00-${'a'.repeat(32)}-${'c'.repeat(16)}-01`,
      tracestate: 'v=1',
      'ce-traceparent': trace,
    });
    expect(eventHeaders(event).traceparent).toMatch(
      /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/,
    );
  });

  it.each([
    ['plain-~!', 'plain-~!'],
    ['a b', 'a%20b'],
    ['"%"', '%22%25%22'],
    ['é😀', '%C3%A9%F0%9F%98%80'],
    ['\r\nx: y', '%0D%0Ax:%20y'],
    ['\ud800', '%EF%BF%BD'],
  ])('encodes %j', (value, expected) => {
    expect(encodeHeaderValue(value)).toBe(expected);
  });
});
