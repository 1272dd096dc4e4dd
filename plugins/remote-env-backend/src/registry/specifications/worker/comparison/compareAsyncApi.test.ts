import { changesOf } from './__testUtils__/changesOf.ts';

describe('comparison of event catalogs', () => {
  const two = (channels: object) => ({
    format: 'asyncapi-2',
    text: JSON.stringify({
      asyncapi: '2.6.0',
      info: { title: 'Events', version: '1' },
      channels,
    }),
  });
  const carrying = (payload: object) => ({
    subscribe: { message: { name: 'Made', payload } },
  });

  it('sees what those who get the events are hurt by', () => {
    const before = two({
      'order.made': carrying({ type: 'object', properties: { a: {}, b: {} } }),
      'order.gone': carrying({}),
    });
    const after = two({
      'order.made': carrying({ type: 'object', properties: { a: {}, c: {} } }),
      'order.new': carrying({}),
    });
    expect(changesOf(before, after)).toEqual([
      'breaking property.removed payload b',
      'breaking channel.removed',
      'compatible property.added payload c',
      'compatible channel.added',
    ]);
  });

  it('sees messages that come and go', () => {
    const choosing = (...names: string[]) => ({
      publish: {
        message: { oneOf: names.map(name => ({ name, payload: {} })) },
      },
    });
    expect(
      changesOf(two({ c: choosing('A', 'B') }), two({ c: choosing('B', 'C') })),
    ).toEqual(['breaking message.removed A', 'compatible message.added C']);
  });

  it('compares AsyncAPI 2 with 3', () => {
    const payload = { type: 'object', properties: { a: { type: 'string' } } };
    const after = {
      format: 'asyncapi-3',
      text: JSON.stringify({
        asyncapi: '3.0.0',
        info: { title: 'Events', version: '1' },
        channels: {
          made: { address: 'order.made', messages: { Made: { payload } } },
        },
      }),
    };
    expect(changesOf(two({ 'order.made': carrying(payload) }), after)).toEqual(
      [],
    );
  });

  it('does not guess what another schema language means', () => {
    const avro = (name: string) => ({
      subscribe: {
        message: {
          schemaFormat: 'application/vnd.apache.avro;version=1.9.0',
          payload: { type: 'record', name },
        },
      },
    });
    expect(changesOf(two({ c: avro('A') }), two({ c: avro('B') }))).toEqual([
      'risky schema.changed payload',
    ]);
  });
});
