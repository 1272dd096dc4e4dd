import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { info, operation } from './__testUtils__/samples';
import { useParser } from './__testUtils__/useParser';
import { SpecificationRefusedError } from './errors';
import type { SpecificationKind } from './worker/protocol';

const paths = { '/orders/{code}': { get: operation } };

jest.setTimeout(60_000);

describe('SpecificationParser', () => {
  const parser = useParser();

  async function refusal(kind: SpecificationKind, text: string) {
    const error = await parser()
      .parse(kind, text)
      .catch(e => e);
    expect(error).toBeInstanceOf(SpecificationRefusedError);
    return error as SpecificationRefusedError;
  }

  const document = (kind: string, more: object = {}) =>
    JSON.stringify({ ...JSON.parse(kind), info, ...more });

  it.each([
    ['{"swagger":"2.0"}', 'swagger-2.0'],
    ['{"openapi":"3.0.3"}', 'openapi-3.0'],
    ['{"openapi":"3.1.1"}', 'openapi-3.1'],
    ['{"openapi":"3.2.0"}', 'openapi-3.2'],
  ])('takes %s', async (version, format) => {
    expect(
      await parser().parse('api', document(version, { paths })),
    ).toMatchObject({
      format,
      contentType: 'application/json',
      eventTypes: [],
    });
  });

  it.each(['asyncapi-2', 'asyncapi-3'])(
    'takes %s with examples and defaults that break their schemas: they are a matter of quality',
    async format => {
      const message = {
        name: 'Created',
        payload: { type: 'string', default: 7, examples: [7] },
        examples: [{ payload: 7 }],
      };
      const ofVersion =
        format === 'asyncapi-2'
          ? {
              asyncapi: '2.6.0',
              channels: { created: { subscribe: { message } } },
            }
          : {
              asyncapi: '3.0.0',
              channels: { created: { messages: { Created: message } } },
            };
      expect(
        await parser().parse('events', JSON.stringify({ ...ofVersion, info })),
      ).toMatchObject({ format, eventTypes: [{ name: 'created' }] });
    },
  );

  it('takes YAML and finds the words of a document', async () => {
    const parsed = await parser().parse(
      'api',
      [
        'openapi: 3.1.0',
        'info: {title: Orders, version: "1", description: All about orders}',
        'paths:',
        '  /orders:',
        '    get:',
        '      summary: Find an order',
        '      operationId: findOrder',
        '      responses:',
        '        200: {description: not for search}',
      ].join('\n'),
    );
    expect(parsed).toMatchObject({
      format: 'openapi-3.1',
      contentType: 'application/yaml',
    });
    expect(parsed.searchText.split('\n')).toEqual([
      'Orders',
      'All about orders',
      '/orders',
      'Find an order',
      'findOrder',
    ]);
  });

  it('takes the bare Swagger 2.0 documents of older systems', async () => {
    const parsed = await parser().parse(
      'api',
      '{"swagger":"2.0","paths":null}',
    );
    expect(parsed.format).toBe('swagger-2.0');
  });

  it('reads the event types of AsyncAPI 2', async () => {
    const message = { payload: { type: 'object' } };
    const cloudEvent = {
      headers: {
        type: 'object',
        properties: { 'ce-type': { const: 'com.acme.order.paid' } },
      },
      payload: { type: 'object' },
    };
    const parsed = await parser().parse(
      'events',
      document('{"asyncapi":"2.6.0"}', {
        channels: {
          'order.created.v1': { subscribe: { message } },
          'order.cancelled': { publish: { message: { oneOf: [message] } } },
          payments: { subscribe: { message: cloudEvent } },
        },
      }),
    );
    expect(parsed).toMatchObject({
      format: 'asyncapi-2',
      eventTypes: [
        { name: 'order.created', version: 'v1' },
        { name: 'order.cancelled' },
        { name: 'com.acme.order.paid' },
      ],
    });
    expect(parsed.searchText).toContain('order.cancelled');
  });

  it('reads the event types of AsyncAPI 3', async () => {
    const parsed = await parser().parse(
      'events',
      document('{"asyncapi":"3.0.0"}', {
        channels: {
          orderCreated: {
            address: 'order.created.v1',
            messages: { created: { payload: { type: 'object' } } },
          },
        },
        operations: {
          sendCreated: {
            action: 'send',
            channel: { $ref: '#/channels/orderCreated' },
          },
        },
      }),
    );
    expect(parsed).toMatchObject({
      format: 'asyncapi-3',
      eventTypes: [{ name: 'order.created', version: 'v1' }],
    });
  });

  it.each<[string, SpecificationKind, string, RegExp]>([
    ['no object', 'api', '"text"', /^is not an object in JSON or YAML$/],
    ['a list', 'api', '[]', /^is not an object/],
    ['another object', 'api', '{"a":1}', /^has neither a field 'openapi'/],
    [
      'an old version',
      'api',
      '{"swagger":"1.2"}',
      /^has swagger: "1.2", which is not supported.*line 1, column \d+/,
    ],
    [
      'an unknown version',
      'api',
      'openapi: 4.0.0',
      /^has openapi: "4.0.0", which is not/,
    ],
    [
      'events for an API',
      'api',
      '{"asyncapi":"2.0.0"}',
      /^is an AsyncAPI document, which belongs in events.spec/,
    ],
    [
      'an AsyncAPI that there never was',
      'events',
      '{"asyncapi":"1.3.0"}',
      /^has asyncapi: "1.3.0", which is not supported; supported are AsyncAPI 1, 2 and 3/,
    ],
    [
      'an API for events',
      'events',
      '{"openapi":"3.1.0"}',
      /^has no field 'asy/,
    ],
    [
      'broken YAML',
      'api',
      'openapi: 3.1.0\ninfo: [1\npaths: {}\n',
      /^is not well-formed: .*\(line \d+, column \d+\)$/,
    ],
    [
      'an unresolved reference',
      'api',
      document('{"openapi":"3.1.0"}', {
        paths: { '/a': { $ref: '#/components/pathItems/a' } },
      }),
      /Can't resolve reference: #\/components\/pathItems\/a/,
    ],
  ])('refuses %s', async (_, kind, text, message) => {
    expect((await refusal(kind, text)).message).toMatch(message);
  });

  it('says where a document breaks the rules of its format', async () => {
    const lines = [
      'openapi: 3.0.3',
      'info: {title: a, version: "1"}',
      'paths:',
      '  /orders:',
      '    get:',
      '      responses:',
      '        200: oops',
    ];
    const api = await refusal('api', lines.join('\n'));
    expect(api.message).toContain(
      'is not a valid OpenAPI 3.0 document: /paths',
    );
    expect(api.problem).toMatchObject({ line: 7, column: 14 });

    const events = await refusal(
      'events',
      '{"asyncapi": "2.6.0",\n "info": {"title": "a", "version": "1"},\n "channels": {"a": 5}}',
    );
    expect(events.message).toContain('is not a valid AsyncAPI 2.6.0 document');
    expect(events.problem).toMatchObject({ line: 3, column: 20 });
  });

  it('never fetches what a document refers to', async () => {
    let hits = 0;
    const server = createServer((_, res) => {
      hits += 1;
      res.end('{}');
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const foreign = { $ref: `http://127.0.0.1:${port}/schema.json#/a` };
    const file = { $ref: 'file:///etc/hostname' };
    await parser().parse(
      'api',
      document('{"openapi":"3.1.0"}', {
        paths: {},
        components: { schemas: { A: foreign, B: file } },
      }),
    );
    await parser().parse(
      'events',
      document('{"asyncapi":"2.6.0"}', {
        channels: {
          a: { publish: { message: { payload: foreign } } },
          b: { publish: { message: file } },
        },
      }),
    );
    expect(hits).toBe(0);
    await new Promise(resolve => server.close(resolve));
  });

  it('refuses documents that multiply', async () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [name, ref] of ['ba', 'cb', 'dc', 'ed', 'fe'].map(s => [...s])) {
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${ref}`).join(', ')}]`);
    }
    const { message } = await refusal('api', bomb.join('\n'));
    expect(message).toMatch(/^is not well-formed: /);
  });

  it('refuses documents that nest beyond measure', async () => {
    const deep = `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
    const { message } = await refusal(
      'api',
      `{"openapi":"3.1.0","info":{"title":"a","version":"1"},"paths":{},"x-a":${deep}}`,
    );
    expect(message).toMatch(
      /^is nested too deeply: more than 1000 levels \(line 1, column \d+\)$/,
    );
    expect((await parser().parse('api', '{"swagger":"2.0"}')).format).toBe(
      'swagger-2.0',
    );
  });

  it('rewrites Swagger 2.0 for its readers', async () => {
    const rewritten = await parser().rewriteSwagger(
      '{"swagger":"2.0","host":"a","basePath":"/b","schemes":["https"],"paths":{}}',
      're-shop-1.proxy',
    );
    expect(JSON.parse(rewritten)).toEqual({
      swagger: '2.0',
      host: 're-shop-1.proxy',
      basePath: '',
      schemes: ['http'],
      paths: {},
    });
  });
});
