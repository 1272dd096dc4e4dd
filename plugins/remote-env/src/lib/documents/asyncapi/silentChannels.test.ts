import { asyncApiView } from './asyncApiView';
import { silentChannels } from './silentChannels';

const to = (reference: string) => ({ $ref: reference });
const silent = (source: Record<string, unknown>) =>
  silentChannels(asyncApiView(source).document);

describe('silentChannels', () => {
  it('are those of version 3 that no operation names, not even for its reply', () => {
    const channels = silent({
      asyncapi: '3.0.0',
      channels: {
        ask: { address: 'shop/ask' },
        answer: to('#/components/channels/answer'),
        'order/~quiet': {
          address: 'shop/quiet',
          description: 'Nobody says who is here',
          messages: { Done: to('#/components/messages/Done') },
        },
        empty: { address: null },
      },
      operations: {
        asks: {
          action: 'send',
          channel: to('#/channels/ask'),
          reply: { channel: to('#/channels/answer') },
        },
      },
      components: {
        channels: { answer: { address: 'shop/answer' } },
        messages: { Done: { title: 'Order done' }, Other: {} },
      },
    });
    expect(channels).toEqual([
      {
        key: 'order/~quiet',
        address: 'shop/quiet',
        description: 'Nobody says who is here',
        view: { part: 'messages', document: expect.anything() },
      },
      {
        key: 'empty',
        address: 'empty',
        description: undefined,
        view: { part: 'nothing', document: expect.anything() },
      },
    ]);
    expect(channels[0]?.view.document).toMatchObject({
      channels: { 'order/~quiet': { address: 'shop/quiet' } },
      components: { messages: { Done: { title: 'Order done' } } },
    });
  });

  it('are those of version 2 that have no side', () => {
    expect(
      silent({
        asyncapi: '2.6.0',
        channels: {
          'order/created': { subscribe: {} },
          'order/done': { description: 'Later' },
        },
      }),
    ).toMatchObject([{ key: 'order/done', description: 'Later' }]);
  });

  it('are none where there are no channels', () => {
    expect(silent({ asyncapi: '3.0.0' })).toEqual([]);
    expect(silent({ asyncapi: '3.0.0', channels: ['a'] })).toEqual([]);
  });
});
