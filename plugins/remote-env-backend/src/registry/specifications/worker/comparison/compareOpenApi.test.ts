import { changesOf } from './__testUtils__/changesOf.ts';
import { compareDocuments } from './compareDocuments.ts';

type Level = 'breaking' | 'risky' | 'compatible';

const openApi = (parts: object) => ({
  format: 'openapi-3.0',
  text: JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Orders', version: '1' },
    paths: {},
    ...parts,
  }),
});

const operation = (get: object, path = '/orders') =>
  openApi({ paths: { [path]: { get } } });

/** The same schema as what is sent and as what is answered. */
const sending = (schema: unknown) =>
  openApi({
    paths: {
      '/orders': {
        post: { requestBody: { content: { 'application/json': { schema } } } },
      },
    },
  });
const answering = (schema: unknown) =>
  operation({
    responses: { 200: { content: { 'application/json': { schema } } } },
  });

describe('comparison of OpenAPI documents', () => {
  it('sees what happens to operations', () => {
    const before = openApi({
      paths: { '/a': { get: {}, post: {} }, '/b/{id}': { get: {} } },
    });
    const after = openApi({
      info: { title: 'Orders', version: '2' },
      servers: [{ url: '/v2' }],
      paths: {
        '/a': { get: { deprecated: true, security: [{ key: [] }] } },
        '/b/{code}': { get: { summary: 'New words' }, delete: {} },
      },
    });
    expect(compareDocuments(before, after)).toEqual({
      breaking: 1,
      risky: 3,
      compatible: 3,
      changes: [
        expect.objectContaining({ rule: 'operation.removed', name: 'POST /a' }),
        expect.objectContaining({ rule: 'servers.changed', kind: 'document' }),
        expect.objectContaining({ rule: 'security.changed', name: 'GET /a' }),
        expect.objectContaining({ rule: 'operation.deprecated' }),
        expect.objectContaining({ rule: 'version.changed', after: '2' }),
        expect.objectContaining({
          rule: 'text.changed',
          name: 'GET /b/{code}',
        }),
        expect.objectContaining({
          rule: 'operation.added',
          name: 'DELETE /b/{code}',
        }),
      ],
    });
  });

  it('sees what callers have to send besides', () => {
    const query = (name: string, more: object = {}) => ({
      name,
      in: 'query',
      schema: { type: 'string' },
      ...more,
    });
    const before = operation({
      parameters: [query('a'), query('b', { required: true }), query('gone')],
    });
    const after = operation({
      parameters: [
        query('a', { required: true }),
        query('b'),
        query('c'),
        query('d', { required: true }),
      ],
    });
    expect(changesOf(before, after).sort()).toEqual([
      'breaking parameter.addedRequired query d',
      'breaking parameter.required query a',
      'compatible parameter.added query c',
      'compatible parameter.optional query b',
      'risky parameter.removed query gone',
    ]);
  });

  it('takes a renamed path parameter, and another case of a header, for the same', () => {
    const having = (path: string, id: string, header: string) =>
      operation(
        {
          parameters: [
            { name: id, in: 'path', required: true, schema: {} },
            { name: header, in: 'header', schema: {} },
          ],
        },
        path,
      );
    expect(
      changesOf(
        having('/orders/{id}', 'id', 'X-Tenant'),
        having('/orders/{code}', 'code', 'x-tenant'),
      ),
    ).toEqual([]);
  });

  it('sees answers and media types that come and go', () => {
    const content = (...types: string[]) => ({
      content: Object.fromEntries(types.map(type => [type, { schema: {} }])),
    });
    const before = operation({
      responses: {
        200: content('application/json', 'text/csv'),
        202: {},
        404: {},
      },
    });
    const after = operation({
      responses: { 200: content('application/json', 'text/html'), 429: {} },
    });
    expect(changesOf(before, after)).toEqual([
      'breaking mediaType.removed 200 text/csv',
      'breaking response.removed 202',
      'compatible mediaType.added 200 text/html',
      'compatible response.removed 404',
      'compatible response.added 429',
    ]);
  });

  const object = (properties: object, more: object = {}) => ({
    type: 'object',
    properties,
    ...more,
  });
  const text = { type: 'string' };

  it.each<[string, unknown, unknown, string, Level, Level]>([
    [
      'a type',
      { type: 'string' },
      { type: 'number' },
      'type.changed',
      'breaking',
      'breaking',
    ],
    [
      'a wider type',
      { type: 'integer' },
      { type: 'number' },
      'type.changed',
      'compatible',
      'breaking',
    ],
    [
      'null',
      text,
      { ...text, nullable: true },
      'type.changed',
      'compatible',
      'breaking',
    ],
    [
      'null no more',
      { type: ['string', 'null'] },
      text,
      'type.changed',
      'breaking',
      'compatible',
    ],
    [
      'a format',
      text,
      { ...text, format: 'uuid' },
      'format.changed',
      'risky',
      'risky',
    ],
    [
      'a value less',
      { enum: ['a', 'b'] },
      { enum: ['a'] },
      'value.removed',
      'breaking',
      'compatible',
    ],
    [
      'a value more',
      { enum: ['a'] },
      { enum: ['a', 'b'] },
      'value.added',
      'compatible',
      'risky',
    ],
    [
      'values',
      text,
      { ...text, enum: ['a'] },
      'values.limited',
      'breaking',
      'compatible',
    ],
    [
      'a lower limit',
      { maxLength: 9 },
      { maxLength: 5 },
      'limit.narrowed',
      'breaking',
      'compatible',
    ],
    [
      'a higher limit',
      { maximum: 5 },
      { maximum: 9 },
      'limit.widened',
      'compatible',
      'risky',
    ],
    [
      'a new minimum',
      {},
      { minimum: 1 },
      'limit.narrowed',
      'breaking',
      'compatible',
    ],
    [
      'another pattern',
      { pattern: 'a' },
      { pattern: 'b' },
      'limit.unclear',
      'risky',
      'risky',
    ],
    [
      'a property',
      object({}),
      object({ a: text }),
      'property.added',
      'compatible',
      'compatible',
    ],
    [
      'no property',
      object({ a: text }),
      object({}),
      'property.removed',
      'risky',
      'breaking',
    ],
    [
      'a needed one',
      object({}),
      object({ a: text }, { required: ['a'] }),
      'property.addedRequired',
      'breaking',
      'compatible',
    ],
    [
      'a need',
      object({ a: text }),
      object({ a: text }, { required: ['a'] }),
      'property.required',
      'breaking',
      'compatible',
    ],
    [
      'no need',
      object({ a: text }, { required: ['a'] }),
      object({ a: text }),
      'property.optional',
      'compatible',
      'breaking',
    ],
    [
      'nothing else',
      object({}),
      object({}, { additionalProperties: false }),
      'limit.narrowed',
      'breaking',
      'compatible',
    ],
    [
      'a default',
      text,
      { ...text, default: 'a' },
      'default.changed',
      'risky',
      'compatible',
    ],
    [
      'words',
      text,
      { ...text, description: 'a' },
      'text.changed',
      'compatible',
      'compatible',
    ],
    [
      'a variant less',
      { oneOf: [text, { type: 'number' }] },
      { oneOf: [text] },
      'variant.removed',
      'breaking',
      'compatible',
    ],
    [
      'a variant more',
      text,
      { oneOf: [text, { type: 'number' }] },
      'variant.added',
      'compatible',
      'risky',
    ],
  ])('knows who is hurt by %s', (_, was, is, rule, sent, answered) => {
    const of = (before: object, after: object) =>
      changesOf(before as never, after as never).map(line =>
        line.split(' ').slice(0, 2),
      );
    expect(of(sending(was), sending(is))).toContainEqual([sent, rule]);
    expect(of(answering(was), answering(is))).toContainEqual([answered, rule]);
  });

  it('leaves out what is not sent that way', () => {
    const schema = (property: object) =>
      object({ id: { type: 'string', ...property } }, { required: ['id'] });
    const [was, is] = [schema({ readOnly: true }), object({})];
    expect(changesOf(sending(was), sending(is))).toEqual([]);
  });

  it('tells once of a schema that many use, and who does', () => {
    const using = (order: object) => {
      const use = {
        responses: {
          200: {
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Page' },
              },
            },
          },
        },
      };
      return openApi({
        paths: { '/a': { get: use }, '/b': { get: use } },
        components: {
          schemas: {
            Page: object({
              items: {
                type: 'array',
                items: { $ref: '#/components/schemas/Order' },
              },
            }),
            Order: object({
              // It refers to itself.
              parent: { $ref: '#/components/schemas/Order' },
              ...order,
            }),
          },
        },
      });
    };
    expect(compareDocuments(using({ a: text }), using({}))).toEqual({
      breaking: 1,
      risky: 0,
      compatible: 0,
      changes: [
        {
          level: 'breaking',
          rule: 'property.removed',
          kind: 'schema',
          name: 'Order',
          direction: 'response',
          at: 'a',
          usedBy: ['GET /a', 'GET /b'],
        },
      ],
    });
  });

  it('sees no change in what is only written in another way', () => {
    const schemas = {
      Base: object({ id: text }, { required: ['id'] }),
      Money: object({ amount: { type: 'number' } }),
    };
    const composed = {
      allOf: [
        { $ref: '#/components/schemas/Base' },
        object({ price: { allOf: [{ $ref: '#/components/schemas/Money' }] } }),
      ],
    };
    const flat = object(
      { id: text, price: { $ref: '#/components/schemas/Money' } },
      { required: ['id'] },
    );
    const of = (schema: object) => ({
      ...answering(schema),
      text: answering(schema).text.replace(
        /}$/,
        `,"components":${JSON.stringify({ schemas })}}`,
      ),
    });
    expect(changesOf(of(composed), of(flat))).toEqual([]);
    const nullable = { anyOf: [text, { type: 'null' }] };
    const [was, is] = [{ ...text, nullable: true }, nullable];
    expect(changesOf(answering(was), answering(is))).toEqual([]);
  });

  it('compares Swagger 2.0 with OpenAPI 3', () => {
    const before = {
      format: 'swagger-2.0',
      text: JSON.stringify({
        swagger: '2.0',
        info: { title: 'Orders', version: '1' },
        consumes: ['application/json'],
        paths: {
          '/orders': {
            post: {
              parameters: [
                { in: 'query', name: 'dry', type: 'boolean' },
                {
                  in: 'body',
                  name: 'order',
                  required: true,
                  schema: { $ref: '#/definitions/Order' },
                },
              ],
              responses: { 200: { schema: { $ref: '#/definitions/Order' } } },
            },
          },
        },
        definitions: { Order: object({ a: text }) },
      }),
    };
    const order = {
      content: {
        'application/json': { schema: { $ref: '#/components/schemas/Order' } },
      },
    };
    const after = openApi({
      paths: {
        '/orders': {
          post: {
            parameters: [
              { in: 'query', name: 'dry', schema: { type: 'boolean' } },
            ],
            requestBody: { required: true, ...order },
            responses: { 200: order },
          },
        },
      },
      components: { schemas: { Order: object({ a: text }) } },
    });
    expect(changesOf(before, after)).toEqual([]);
  });

  it('keeps the gravest of very many changes, and counts all', () => {
    const many = (count: number, prefix: string) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`${prefix}${i}`, text]),
      );
    const { changes, ...totals } = compareDocuments(
      answering(object(many(450, 'old'))),
      answering(object(many(2000, 'new'))),
    );
    expect(totals).toEqual({ breaking: 450, risky: 0, compatible: 2000 });
    expect(changes).toHaveLength(500);
    expect(changes.filter(({ level }) => level === 'breaking')).toHaveLength(
      450,
    );
  });

  it('ends with schemas that only refer to themselves, in one document or the other', () => {
    const circle = {
      anyOf: [
        text,
        {
          $ref: '#/paths/~1orders/get/responses/200/content/application~1json/schema',
        },
      ],
    };
    const open = object({ a: object({ a: object({}) }) });
    expect(changesOf(answering(circle), answering(circle))).toEqual([]);
    expect(changesOf(answering(circle), answering({})).length).toBeLessThan(5);
    expect(() =>
      compareDocuments(answering(circle), answering(open)),
    ).not.toThrow();
  });
});

it('refuses to compare what has nothing to do with each other', () => {
  expect(() =>
    compareDocuments(openApi({}), { format: 'asyncapi-2', text: '{}' }),
  ).toThrow('cannot be compared');
});
