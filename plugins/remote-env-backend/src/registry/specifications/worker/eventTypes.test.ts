import { eventTypesOf } from './eventTypes';

const to = (reference: string) => ({ $ref: reference });

const typeIs = (value: string) => ({ properties: { type: { const: value } } });

describe('types of events', () => {
  it('are addresses, the end of which is a version', () => {
    expect(
      eventTypesOf({
        channels: {
          'order.created.v1': { subscribe: { message: {} } },
          'order.gone': {},
          named: { address: 'order.paid.v2', messages: { Paid: {} } },
          nowhere: { address: null, messages: { Some: {} } },
        },
      }),
    ).toEqual([
      { name: 'order.created', version: 'v1' },
      { name: 'order.gone' },
      { name: 'order.paid', version: 'v2' },
      { name: 'nowhere' },
    ]);
  });

  it('are what messages declare: in headers, in those of traits, or in the payload', () => {
    const document = {
      channels: {
        a: {
          subscribe: {
            message: {
              oneOf: [
                {
                  headers: {
                    properties: { 'ce-type': { const: 'by.header' } },
                  },
                },
                to('#/components/messages/Referred'),
                { traits: [{ headers: typeIs('by.trait') }] },
              ],
            },
          },
        },
        b: {
          messages: {
            Structured: {
              payload: {
                schemaFormat: 'application/schema+json',
                schema: to('#/components/schemas/Event'),
              },
            },
          },
        },
      },
      components: {
        messages: { Referred: { headers: to('#/components/schemas/Headers') } },
        schemas: {
          Headers: { properties: { type: { enum: ['by.reference'] } } },
          Event: {
            properties: { specversion: {}, type: { const: 'by.payload' } },
          },
        },
      },
    };
    expect(eventTypesOf(document).map(({ name }) => name)).toEqual([
      'by.header',
      'by.reference',
      'by.trait',
      'by.payload',
    ]);
  });

  it.each([
    ['2.6.0', 'by.second.trait'],
    ['3.0.0', 'by.message'],
  ])(
    'are those of traits or of the message first in AsyncAPI %s',
    (asyncapi, name) => {
      const message = {
        headers: typeIs('by.message'),
        traits: [
          { headers: typeIs('by.first.trait') },
          { headers: typeIs('by.second.trait') },
        ],
      };
      const channel = asyncapi.startsWith('2.')
        ? { subscribe: { message } }
        : { messages: { message } };
      expect(eventTypesOf({ asyncapi, channels: { channel } })).toEqual([
        { name },
      ]);
    },
  );

  it('have the address beside them where one message declares none, or more than one', () => {
    expect(
      eventTypesOf({
        channels: {
          mixed: {
            messages: {
              A: { headers: typeIs('declared') },
              B: { headers: { properties: { type: { enum: ['x', 'y'] } } } },
            },
          },
        },
      }),
    ).toEqual([{ name: 'declared' }, { name: 'mixed' }]);
  });
});
