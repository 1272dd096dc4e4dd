import { gunzipSync } from 'node:zlib';
import { deriveDocument } from '../deriveDocument';
import { derive } from './__testUtils__/derive';

const to = (reference: string) => ({ $ref: reference });
const info = { title: 'Events', version: '2', description: 'Long' };

const ASYNCAPI_2 = {
  asyncapi: '2.6.0',
  info,
  defaultContentType: 'application/json',
  tags: [{ name: 'sales', description: 'What is sold' }, { name: 'unused' }],
  servers: { main: { url: 'a' }, spare: { url: 'b' } },
  channels: {
    'order/created': {
      description: 'Orders that came in',
      servers: ['main', 'gone', 7],
      subscribe: {
        operationId: 'onCreated',
        tags: [{ name: 'sales' }, { name: 'new' }],
        message: {
          oneOf: [to('#/components/messages/Created'), { name: 'Seen' }],
        },
      },
    },
    'stock/changed': {
      publish: { summary: 'Stock', message: to('#/components/messages/Stock') },
    },
    shared: to('#/components/channels/Shared'),
  },
  components: {
    channels: { Shared: { subscribe: { message: { name: 'Shared' } } } },
    messages: {
      Created: { payload: to('#/components/schemas/Order') },
      Stock: { name: 'Stock', payload: { type: 'integer' } },
    },
    schemas: {
      Order: { properties: { parent: to('#/components/schemas/Order') } },
      Other: {},
    },
  },
};

const ASYNCAPI_3 = {
  asyncapi: '3.0.0',
  info: { ...info, tags: [to('#/components/tags/sales')] },
  servers: { main: { host: 'a' }, spare: { host: 'b' } },
  channels: {
    orders: {
      address: 'order/created',
      servers: [to('#/servers/main')],
      tags: [to('#/components/tags/sales')],
      messages: { Created: to('#/components/messages/Created'), Seen: {} },
    },
    answers: { address: 'answers', messages: { Answer: { name: 'Answer' } } },
    alone: { messages: { Lonely: {} } },
  },
  operations: {
    sendCreated: {
      action: 'send',
      summary: 'Orders that came in',
      channel: to('#/channels/orders'),
      messages: [to('#/channels/orders/messages/Created')],
      reply: { channel: to('#/channels/answers') },
    },
    getAnswer: { action: 'receive', channel: to('#/channels/answers') },
    lost: { action: 'send', channel: to('#/channels/gone') },
    odd: 7,
  },
  components: {
    tags: { sales: { name: 'sales', description: 'What is sold' } },
    messages: { Created: { name: 'Created', payload: {} }, Other: {} },
  },
};

describe('what is derived of an AsyncAPI document', () => {
  it('names channels of version 2 with operations, messages and tags', () => {
    const { head, entries } = derive(ASYNCAPI_2, 'asyncapi-2');
    expect(head).toEqual({
      state: 'ready',
      title: 'Events',
      version: '2',
      description: 'Long',
      tags: [{ name: 'sales', description: 'What is sold' }, { name: 'new' }],
    });
    expect(entries.map(({ slice, ...entry }) => entry)).toEqual([
      {
        anchor: 'order/created',
        kind: 'channel',
        name: 'order/created',
        summary: 'Orders that came in',
        tags: ['sales', 'new'],
        operations: ['onCreated'],
        messages: ['Created', 'Seen'],
      },
      {
        anchor: 'stock/changed',
        kind: 'channel',
        name: 'stock/changed',
        summary: 'Stock',
        messages: ['Stock'],
      },
      {
        anchor: 'shared',
        kind: 'channel',
        name: 'shared',
        messages: ['Shared'],
      },
    ]);
  });

  it('names channels of version 3 by their addresses, with the operations that stand apart', () => {
    const { head, entries } = derive(ASYNCAPI_3, 'asyncapi-3');
    expect(head.tags).toEqual([{ name: 'sales', description: 'What is sold' }]);
    expect(entries.map(({ slice, ...entry }) => entry)).toEqual([
      {
        anchor: 'orders',
        kind: 'channel',
        name: 'order/created',
        summary: 'Orders that came in',
        tags: ['sales'],
        operations: ['sendCreated'],
        messages: ['Created', 'Seen'],
      },
      {
        anchor: 'answers',
        kind: 'channel',
        name: 'answers',
        operations: ['getAnswer'],
        messages: ['Answer'],
      },
      { anchor: 'alone', kind: 'channel', name: 'alone', messages: ['Lonely'] },
    ]);
  });

  it('cuts each channel of version 2 out with what it needs and nothing else', () => {
    const { slices } = derive(ASYNCAPI_2, 'asyncapi-2');
    const { channels, components } = ASYNCAPI_2;
    expect(slices['order/created']).toEqual({
      asyncapi: '2.6.0',
      info: { title: 'Events', version: '2' },
      defaultContentType: 'application/json',
      servers: { main: { url: 'a' } },
      channels: { 'order/created': channels['order/created'] },
      components: {
        messages: { Created: components.messages.Created },
        schemas: { Order: components.schemas.Order },
      },
    });
    expect(slices['stock/changed'].components).toEqual({
      messages: { Stock: components.messages.Stock },
    });
    expect(slices.shared).toMatchObject({
      channels: { shared: channels.shared },
      components: { channels: components.channels },
    });
  });

  it('cuts each channel of version 3 out with its operations and the channels that they refer to', () => {
    const { slices } = derive(ASYNCAPI_3, 'asyncapi-3');
    const { channels, operations, components } = ASYNCAPI_3;
    expect(slices.orders).toEqual({
      asyncapi: '3.0.0',
      info: { title: 'Events', version: '2' },
      servers: { main: { host: 'a' } },
      channels: { orders: channels.orders, answers: channels.answers },
      operations: { sendCreated: operations.sendCreated },
      components: {
        tags: components.tags,
        messages: { Created: components.messages.Created },
      },
    });
    expect(Object.keys(slices.answers.channels)).toEqual(['answers']);
    expect(slices.alone).toEqual({
      asyncapi: '3.0.0',
      info: { title: 'Events', version: '2' },
      channels: { alone: channels.alone },
    });
  });

  it('shows version 1 as a whole, which is converted first', () => {
    const { outline, shelves } = deriveDocument({
      format: 'asyncapi-1',
      text: JSON.stringify({
        asyncapi: '1.2.0',
        info,
        topics: { 'order.created': { publish: { name: 'Created' } } },
      }),
      sliced: 7,
    });
    expect(shelves).toEqual([]);
    expect(JSON.parse(gunzipSync(outline).toString()).entries).toEqual([
      {
        anchor: 'order.created',
        kind: 'channel',
        name: 'order.created',
        messages: ['Created'],
      },
    ]);
  });
});
