import { derive } from './__testUtils__/derive';
import { takeFrom } from './shelves';

const ok = (schema?: object) => ({
  responses: {
    200: { description: 'ok', content: { 'application/json': { schema } } },
  },
});
const to = (reference: string) => ({ $ref: reference });

const info = { title: 'Orders', version: '2', description: 'Long' };

describe('what is derived of an OpenAPI document', () => {
  it('says what it holds, in its order', () => {
    const { head, entries } = derive({
      openapi: '3.1.0',
      info,
      tags: [{ name: 'stock', description: 'What is there' }],
      paths: {
        '/orders/{code}': {
          parameters: [],
          get: {
            operationId: 'findOrder',
            description: 'Finds one.\nOr none.',
            tags: ['orders', 'orders'],
            ...ok(),
          },
          delete: { summary: 'Cancels it', deprecated: true, ...ok() },
          'x-own': {},
        },
      },
      webhooks: { cancelled: { post: { summary: 'It was cancelled' } } },
    });
    expect(head).toEqual({
      state: 'ready',
      ...info,
      tags: [
        { name: 'stock', description: 'What is there' },
        { name: 'orders' },
      ],
    });
    expect(entries.map(({ slice, ...entry }) => entry)).toEqual([
      {
        anchor: 'GET /orders/{code}',
        kind: 'operation',
        name: '/orders/{code}',
        method: 'GET',
        operationId: 'findOrder',
        summary: 'Finds one.',
        tags: ['orders'],
      },
      {
        anchor: 'DELETE /orders/{code}',
        kind: 'operation',
        name: '/orders/{code}',
        method: 'DELETE',
        summary: 'Cancels it',
        deprecated: true,
      },
      {
        anchor: 'webhook POST cancelled',
        kind: 'webhook',
        name: 'cancelled',
        method: 'POST',
        summary: 'It was cancelled',
      },
    ]);
  });

  it('gives each operation exactly the parts that it needs, around circles too', () => {
    const { slices } = derive({
      openapi: '3.1.0',
      info,
      servers: [{ url: 'https://evil.example' }],
      security: [{ oauth: [] }],
      paths: {
        '/orders': {
          parameters: [to('#/components/parameters/page')],
          get: ok(to('#/components/schemas/Order')),
          post: ok({ type: 'string' }),
        },
        '/alias': to('#/components/pathItems/shared'),
      },
      components: {
        parameters: { page: { name: 'page', in: 'query' } },
        schemas: {
          Order: { properties: { lines: to('#/components/schemas/Line') } },
          Line: {
            properties: {
              order: to('#/components/schemas/Order'),
              code: to('#/components/schemas/Code/properties/value'),
            },
          },
          Code: { properties: { value: { type: 'string' } } },
          Unused: {},
          Pet: {
            discriminator: { mapping: { cat: 'Cat' } },
          },
          Cat: { allOf: [to('#/components/schemas/Pet')] },
        },
        pathItems: { shared: { put: ok(to('#/components/schemas/Pet')) } },
        securitySchemes: { oauth: { type: 'http', scheme: 'bearer' } },
      },
    });
    const list = slices['GET /orders'];
    expect(Object.keys(list).sort()).toEqual([
      'components',
      'info',
      'openapi',
      'paths',
    ]);
    expect(Object.keys(list.paths['/orders']).sort()).toEqual([
      'get',
      'parameters',
    ]);
    expect(Object.keys(list.components.schemas).sort()).toEqual([
      'Code',
      'Line',
      'Order',
    ]);
    expect(Object.keys(list.components.parameters)).toEqual(['page']);
    expect(slices['POST /orders'].components.schemas).toBeUndefined();
    expect(Object.keys(slices['PUT /alias'].components.schemas).sort()).toEqual(
      ['Cat', 'Pet'],
    );
  });

  it('brings along what stands in the middle of another operation, and nothing else of that', () => {
    const { slices } = derive({
      swagger: '2.0',
      info,
      consumes: ['application/json'],
      paths: {
        '/a': {
          get: {
            responses: {
              200: { schema: { properties: { b: to('#/definitions/B') } } },
            },
          },
        },
        '/b': {
          get: {
            responses: {
              200: { schema: to('#/paths/~1a/get/responses/200/schema') },
              404: to('#/responses/missing'),
            },
          },
        },
      },
      definitions: { B: { type: 'string' } },
    });
    const { paths, definitions, consumes, ...slice } = slices['GET /b'];
    expect(consumes).toEqual(['application/json']);
    expect(Object.keys(paths)).toEqual(['/b']);
    const { $ref: reference } = paths['/b'].get.responses[200].schema;
    expect(reference).toBe('#/x-parts/0');
    expect(slice['x-parts']['0']).toEqual({
      properties: { b: to('#/definitions/B') },
    });
    expect(definitions).toEqual({ B: { type: 'string' } });
  });

  it('lays many slices on shelves, and takes each from there', () => {
    const noise = (seed: number) =>
      Array.from({ length: 4000 }, (_, index) =>
        Math.sin(seed * 4000 + index).toString(36),
      ).join('');
    const { shelves, slices } = derive({
      openapi: '3.0.3',
      info,
      paths: Object.fromEntries(
        Array.from({ length: 20 }, (_, index) => [
          `/p${index}`,
          { get: { description: noise(index), ...ok() } },
        ]),
      ),
    });
    expect(shelves.length).toBeGreaterThan(1);
    expect(slices['GET /p19'].paths['/p19'].get.description).toBe(noise(19));
    expect(takeFrom(Buffer.from(shelves[0] ?? []), 1000)).toBeUndefined();
  });
});
