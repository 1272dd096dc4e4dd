import { isAddressOfTopic, readAddress } from './addresses';
import { channelView } from './channelView';

const to = (reference: string) => ({ $ref: reference });
const view = (document: object, key: string) =>
  channelView(JSON.stringify(document), key);

describe('channelView', () => {
  it('shows a channel of version 2 with what its sides refer to', () => {
    const { document, part } = view(
      {
        asyncapi: '2.6.0',
        channels: {
          a: { subscribe: { message: to('#/components/messages/A') } },
        },
        components: { messages: { A: { payload: { type: 'string' } } } },
      },
      'a',
    );
    expect(part).toBe('operations');
    expect(document.channels).toMatchObject({
      a: { subscribe: { message: { payload: { type: 'string' } } } },
    });
  });

  it('leaves out the channels that a channel of version 3 refers to, once that is followed', () => {
    const { document, part } = view(
      {
        asyncapi: '3.0.0',
        channels: {
          ask: { address: 'ask', messages: { Ask: {} } },
          answer: { address: 'answer', messages: { Answer: {} } },
        },
        operations: {
          asks: {
            action: 'send',
            channel: to('#/channels/ask'),
            reply: { channel: to('#/channels/answer') },
          },
        },
      },
      'ask',
    );
    expect(part).toBe('operations');
    expect(Object.keys(document.channels ?? {})).toEqual(['ask']);
    expect(document.operations).toMatchObject({
      asks: {
        channel: { 'x-parser-unique-object-id': 'ask' },
        reply: { channel: { address: 'answer' } },
      },
    });
  });

  it('shows messages where no operation says who sends them', () => {
    const { document, part } = view(
      {
        asyncapi: '3.0.0',
        channels: { a: { messages: { A: { title: 'An A' } } } },
        components: { messages: { Other: {} } },
      },
      'a',
    );
    expect(part).toBe('messages');
    expect(document.components).toMatchObject({
      messages: { A: { title: 'An A' } },
    });
    expect(view({ asyncapi: '2.6.0', channels: { a: {} } }, 'a').part).toBe(
      'nothing',
    );
  });

  it('knows the operations of a channel from those of others', () => {
    const { part } = view(
      {
        asyncapi: '3.0.0',
        channels: { a: { messages: { A: {} } }, b: { messages: { B: {} } } },
        operations: { sends: { action: 'send', channel: to('#/channels/b') } },
      },
      'a',
    );
    expect(part).toBe('messages');
  });

  it('refuses what has no such channel', () => {
    expect(() => view({ asyncapi: '2.6.0', channels: {} }, 'a')).toThrow(
      'no such channel',
    );
  });
});

describe('addresses of channels', () => {
  it('are read by key, or taken for themselves', () => {
    const document = { channels: { a: { address: 'x/y' }, b: {} } };
    expect(readAddress(document, 'a')).toBe('x/y');
    expect(readAddress(document, 'b')).toBe('b');
    expect(readAddress(document, 'x/y')).toBe('x/y');
    expect(readAddress({}, 'toString')).toBe('toString');
  });

  it('are those of topics with slashes for dots, after a base', () => {
    expect(isAddressOfTopic('shop/order/created', 'order.created')).toBe(true);
    expect(isAddressOfTopic('order/created', 'order.created')).toBe(true);
    expect(isAddressOfTopic('reorder/created', 'order.created')).toBe(false);
  });
});
