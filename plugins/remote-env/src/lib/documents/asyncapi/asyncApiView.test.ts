import { isObject, type JsonObject } from '../json';
import { asyncApiView } from './asyncApiView';

function at(document: JsonObject, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      Array.isArray(node) || isObject(node)
        ? Reflect.get(node, key)
        : undefined,
    document,
  );
}

describe('asyncApiView', () => {
  it('resolves local references by identity, circles included', () => {
    const { document } = asyncApiView({
      asyncapi: '2.6.0',
      channels: {
        orders: {
          subscribe: { message: { $ref: '#/components/messages/Order' } },
        },
      },
      components: {
        messages: { Order: { payload: { $ref: '#/components/schemas/Tree' } } },
        schemas: {
          Tree: {
            type: 'object',
            properties: { child: { $ref: '#/components/schemas/Tree' } },
          },
        },
      },
    });
    const message = at(document, 'components', 'messages', 'Order');
    const tree = at(document, 'components', 'schemas', 'Tree');
    expect(at(document, 'channels', 'orders', 'subscribe', 'message')).toBe(
      message,
    );
    expect(
      at(document, 'components', 'schemas', 'Tree', 'properties', 'child'),
    ).toBe(tree);
    expect(message).toMatchObject({ 'x-parser-message-name': 'Order' });
    expect(tree).toMatchObject({ 'x-parser-schema-id': 'Tree' });
  });

  it('never follows references to other documents or to themselves', () => {
    const { document, externalReferences } = asyncApiView({
      asyncapi: '2.6.0',
      channels: { a: { $ref: 'https://evil.example/a.json' } },
      components: { schemas: { Loop: { $ref: '#/components/schemas/Loop' } } },
    });
    expect(externalReferences).toEqual([
      'https://evil.example/a.json',
      '#/components/schemas/Loop',
    ]);
    expect(at(document, 'channels', 'a')).toEqual({
      description: 'Not loaded: https://evil.example/a.json',
    });
  });

  it('lets traits win in version 2 and the object itself in version 3', () => {
    const message = {
      summary: 'own',
      headers: { a: 1 },
      traits: [{ summary: 'trait', headers: { b: 2 }, title: 'T' }],
    };
    const two = asyncApiView({
      asyncapi: '2.6.0',
      components: { messages: { M: message } },
    });
    expect(at(two.document, 'components', 'messages', 'M')).toMatchObject({
      summary: 'trait',
      headers: { a: 1, b: 2 },
      title: 'T',
    });
    const three = asyncApiView({
      asyncapi: '3.0.0',
      components: { messages: { M: message } },
    });
    expect(at(three.document, 'components', 'messages', 'M')).toMatchObject({
      summary: 'own',
      headers: { a: 1, b: 2 },
      title: 'T',
    });
  });

  it('names what version 3 joins by name', () => {
    const { document } = asyncApiView({
      asyncapi: '3.0.0',
      channels: {
        orders: { address: 'orders', messages: { created: { payload: {} } } },
      },
      operations: {
        send: { action: 'send', channel: { $ref: '#/channels/orders' } },
      },
    });
    expect(at(document, 'operations', 'send', 'channel')).toMatchObject({
      'x-parser-unique-object-id': 'orders',
    });
    expect(
      at(document, 'channels', 'orders', 'messages', 'created'),
    ).toMatchObject({
      'x-parser-unique-object-id': 'created',
      'x-parser-message-name': 'created',
    });
  });

  it('turns images into links and HTML into text', () => {
    const { document } = asyncApiView({
      asyncapi: '2.6.0',
      info: {
        description:
          'See ![pixel](https://evil.example/p.png) <img src=x> and 1 < 2',
      },
    });
    expect(at(document, 'info', 'description')).toBe(
      'See [pixel](https://evil.example/p.png) <\u2060img src=x> and 1 < 2',
    );
  });

  it.each(['1.2.0', '4.0.0', undefined])('refuses version %p', asyncapi => {
    expect(() => asyncApiView({ asyncapi })).toThrow('is not shown');
  });
});
