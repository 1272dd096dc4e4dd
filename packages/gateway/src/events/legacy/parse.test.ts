import { legacyErrorBody } from './answers';
import { parseLegacyEvent } from './parse';

const VALID = {
  'event-type': 'order.created',
  'event-type-version': 'v1',
  'event-id': '31109198-4d69-4ae0-972d-76117f3748c8',
  'event-time': '2020-03-01T10:00:00Z',
  data: { orderCode: '77' },
};

function faultOf(body: unknown) {
  try {
    parseLegacyEvent(
      Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    );
  } catch (error) {
    return legacyErrorBody(error);
  }
  return undefined;
}

describe('parseLegacyEvent', () => {
  it('reads a whole event', () => {
    const event = parseLegacyEvent(Buffer.from(JSON.stringify(VALID)));
    expect(event).toEqual({
      id: VALID['event-id'],
      type: 'order.created',
      typeVersion: 'v1',
      time: '2020-03-01T10:00:00Z',
      dataContentType: 'application/json',
      extensions: {},
      data: Buffer.from('{"orderCode":"77"}'),
    });
  });

  it('makes an id where there is none, and ignores unknown fields', () => {
    const { 'event-id': _, ...rest } = VALID;
    const event = parseLegacyEvent(
      Buffer.from(JSON.stringify({ ...rest, more: 1 })),
    );
    expect(event.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('keeps the payload as it was sent', () => {
    const body = JSON.stringify(VALID).replace(
      '{"orderCode":"77"}',
      '{ "n": 12345678901234567890 }',
    );
    expect(parseLegacyEvent(Buffer.from(body)).data?.toString()).toBe(
      '{ "n": 12345678901234567890 }',
    );
  });

  it.each([0, false, [], {}, 'x'])('takes %j as data', data => {
    expect(
      parseLegacyEvent(
        Buffer.from(JSON.stringify({ ...VALID, data })),
      ).data?.toString(),
    ).toBe(JSON.stringify(data));
  });

  it.each(['v1', '1', 'v.1!'])('takes %s as version', version => {
    expect(
      parseLegacyEvent(
        Buffer.from(
          JSON.stringify({ ...VALID, 'event-type-version': version }),
        ),
      ).typeVersion,
    ).toBe(version);
  });

  it.each([
    ['event-type', undefined, 'missing_field'],
    ['event-type', null, 'missing_field'],
    ['event-type', '', 'missing_field'],
    ['event-type', 'a\nb', 'invalid_field'],
    ['event-type', 'a'.repeat(254), 'invalid_field'],
    ['event-type-version', undefined, 'missing_field'],
    ['event-type-version', '!!', 'invalid_field'],
    ['event-time', undefined, 'missing_field'],
    ['event-time', '2020-03-01', 'invalid_field'],
    ['event-time', '2020-02-30T10:00:00Z', 'invalid_field'],
    ['event-time', '2020-03-01T25:00:00Z', 'invalid_field'],
    ['event-id', 'x', 'invalid_field'],
    ['data', undefined, 'missing_field'],
    ['data', null, 'missing_field'],
    ['data', '', 'missing_field'],
  ])('refuses %s = %j as %s', (field, value, type) => {
    expect(faultOf({ ...VALID, [field]: value })).toMatchObject({
      status: 400,
      type: 'validation_violation',
      message: type === 'missing_field' ? 'Missing field' : 'Invalid field',
      details: [{ field, type }],
    });
  });

  it('reports the first failure in the order of the original', () => {
    const order = [
      'event-type',
      'event-type-version',
      'event-time',
      'event-id',
      'data',
    ];
    const bad: Record<string, unknown> = { 'event-id': 'x' };
    for (const field of order) {
      expect(faultOf(bad)?.details[0]?.field).toBe(field);
      bad[field] = VALID[field as keyof typeof VALID];
    }
    expect(faultOf(bad)).toBeUndefined();
  });

  it.each(['', '{', '[]', '"x"', 'null', '{"event-type":1}', '\xff'])(
    'calls %j bad syntax',
    body => {
      expect(faultOf(body)).toMatchObject({
        status: 400,
        type: 'bad_payload_syntax',
        message: 'Bad payload syntax',
        details: [],
      });
    },
  );
});
