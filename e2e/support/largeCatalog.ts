/*
 * No large AsyncAPI document is published that a test could fetch. So this writes one that looks like those which large
 * systems have: channels in a handful of domains, each with messages of its own, and schemas that many of them share.
 */

const DOMAINS = ['orders', 'stock', 'billing', 'shipping', 'people', 'returns'];

interface CatalogSize {
  /** How many; 2,500 of them are 4.5 MB. */
  channels: number;
}

type Json = Record<string, unknown>;

function domainOf(number: number): string {
  return DOMAINS[number % DOMAINS.length] ?? '';
}

/** Address of one of the channels. */
export function channelName(number: number): string {
  return `${domainOf(number)}.event-${number}.v1`;
}

const id = (description: string) => ({
  type: 'string',
  format: 'uuid',
  description,
});

/** What most events hold, and what that holds in turn. */
const SHARED: Json = {
  Money: {
    type: 'object',
    required: ['amount', 'currency'],
    properties: {
      amount: { type: 'string', pattern: '^-?\\d+\\.\\d{2}$' },
      currency: { type: 'string', enum: ['EUR', 'USD', 'GBP', 'CHF', 'SEK'] },
    },
  },
  Address: {
    type: 'object',
    properties: {
      street: { type: 'string', maxLength: 200 },
      city: { type: 'string', maxLength: 100 },
      country: { type: 'string', minLength: 2, maxLength: 2 },
    },
  },
  Party: {
    type: 'object',
    required: ['id'],
    properties: {
      id: id('Of the party in the system that sends the event'),
      name: { type: 'string', maxLength: 300 },
      address: { $ref: '#/components/schemas/Address' },
      parent: { $ref: '#/components/schemas/Party' },
    },
  },
};

function payloadOf(number: number): Json {
  const domain = domainOf(number);
  return {
    type: 'object',
    description: `What changed in ${domain} with event ${number}, and what was there before. Consumers take the fields that they know and leave the others alone.`,
    required: ['id', 'at', 'state'],
    properties: {
      id: id(`Of the thing in ${domain} that changed`),
      at: { type: 'string', format: 'date-time', description: 'When it did' },
      state: {
        type: 'string',
        enum: ['created', 'changed', 'confirmed', 'cancelled', 'closed'],
        description: 'The state that the thing has after the change',
      },
      total: { $ref: '#/components/schemas/Money' },
      party: { $ref: '#/components/schemas/Party' },
      items: {
        type: 'array',
        minItems: 1,
        maxItems: 500,
        items: {
          type: 'object',
          required: ['sku'],
          properties: {
            sku: { type: 'string', maxLength: 40 },
            quantity: { type: 'integer', minimum: 0, maximum: 100000 },
            price: { $ref: '#/components/schemas/Money' },
            [`detail${number}`]: {
              type: 'string',
              description: `A field that only event ${number} has`,
            },
          },
        },
      },
    },
  };
}

function messageOf(number: number): Json {
  return {
    name: `Event${number}`,
    title: `Event ${number} of ${domainOf(number)}`,
    contentType: 'application/json',
    headers: {
      type: 'object',
      properties: { 'trace-id': id('Of the request that led to the event') },
    },
    payload: { $ref: `#/components/schemas/Payload${number}` },
    examples: [
      {
        name: 'usual',
        payload: {
          id: '7d5c1d2e-6a57-4f55-9d3c-0f6a3f1b2c4d',
          at: '2026-11-21T10:00:00Z',
          state: 'confirmed',
          total: { amount: '12.50', currency: 'EUR' },
        },
      },
    ],
  };
}

/** An AsyncAPI document of version 2.6 or 3.0. */
export function largeCatalog(
  version: '2.6.0' | '3.0.0',
  { channels }: CatalogSize,
): Json {
  const numbers = Array.from({ length: channels }, (_, i) => i);
  const all = (name: (n: number) => string, of: (n: number) => unknown) =>
    Object.fromEntries(numbers.map(n => [name(n), of(n)]));
  const components = {
    schemas: { ...SHARED, ...all(n => `Payload${n}`, payloadOf) },
    messages: all(n => `Event${n}`, messageOf),
  };
  const info = {
    title: 'Everything that happens',
    version: '1.0.0',
    description: 'Events of all domains of the company.',
  };
  const about = (n: number) =>
    `Told whenever something in ${domainOf(n)} goes through step ${n}.`;
  const message = (n: number) => ({ $ref: `#/components/messages/Event${n}` });
  if (version === '2.6.0') {
    return {
      asyncapi: version,
      info,
      channels: all(channelName, n => ({
        description: about(n),
        subscribe: {
          operationId: `on${n}`,
          summary: `Step ${n} of ${domainOf(n)}`,
          tags: [{ name: domainOf(n) }],
          message: message(n),
        },
      })),
      components,
    };
  }
  return {
    asyncapi: version,
    info,
    channels: all(
      n => `channel${n}`,
      n => ({
        address: channelName(n),
        description: about(n),
        tags: [{ name: domainOf(n) }],
        messages: { [`event${n}`]: message(n) },
      }),
    ),
    operations: all(
      n => `on${n}`,
      n => ({
        action: 'send',
        summary: `Step ${n} of ${domainOf(n)}`,
        channel: { $ref: `#/channels/channel${n}` },
      }),
    ),
    components,
  };
}
