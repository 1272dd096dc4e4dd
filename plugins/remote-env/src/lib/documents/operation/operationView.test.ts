import { below, read } from './__testUtils__/reading';
import { operationView } from './operationView';

describe('operationView', () => {
  it('reads what an operation says of itself, and parameters of its path', () => {
    const view = read({
      openapi: '3.1.0',
      paths: {
        '/orders/{code}': {
          parameters: [
            { name: 'code', in: 'path', required: true, description: 'path’s' },
            { name: 'page', in: 'query', schema: { type: 'integer' } },
          ],
          put: {
            description: 'Changes it',
            operationId: 'changeOrder',
            deprecated: true,
            security: [{ oauth: [] }],
            externalDocs: { url: 'https://example.com/docs' },
            parameters: [
              { $ref: '#/components/parameters/Code' },
              { name: 'trace', in: 'cookie', deprecated: true, example: 'on' },
              { name: 'f', in: 'query', content: { 'a/json': { schema: {} } } },
            ],
            requestBody: { required: true, content: {} },
            responses: {
              default: { description: 'Something else' },
              200: {
                description: 'Done',
                headers: { Age: { schema: { type: 'integer' } } },
                links: { next: { operationId: 'nextOrder' } },
              },
            },
            callbacks: {
              changed: {
                '{$request.body#/to}': { post: { summary: 'It changed' } },
              },
            },
          },
        },
      },
      components: {
        parameters: {
          Code: {
            name: 'code',
            in: 'path',
            required: true,
            description: 'own',
          },
        },
      },
    });
    expect(view).toMatchObject({
      method: 'PUT',
      path: '/orders/{code}',
      isWebhook: false,
      description: 'Changes it',
      operationId: 'changeOrder',
      deprecated: true,
      externalDocs: { url: 'https://example.com/docs' },
      body: { required: true },
      callbacks: [
        {
          name: 'changed',
          method: 'POST',
          expression: '{$request.body#/to}',
          summary: 'It changed',
        },
      ],
    });
    expect(
      view.parameters.map(({ place, parameters }) => [
        place,
        parameters.map(each => each.name),
      ]),
    ).toEqual([
      ['path', ['code']],
      ['query', ['page', 'f']],
      ['cookie', ['trace']],
    ]);
    expect(view.parameters[0]?.parameters[0]?.description).toBe('own');
    expect(view.parameters[1]?.parameters[1]?.mediaType).toBe('a/json');
    expect(view.parameters[2]?.parameters[0]).toMatchObject({
      deprecated: true,
      examples: [{ text: 'on', isGenerated: false }],
    });
    expect(view.responses.map(each => each.status)).toEqual(['200', 'default']);
    expect(view.responses[0]).toMatchObject({
      headers: [{ name: 'Age', schema: { type: 'integer' } }],
      links: [{ name: 'next', operation: 'nextOrder' }],
    });
    expect(JSON.stringify(view)).not.toContain('oauth');
  });

  it('reads OpenAPI 2: bodies, forms, media types and types of parameters', () => {
    const swagger = (operation: object, consumes?: string[]) =>
      read({
        swagger: '2.0',
        consumes,
        produces: ['application/yaml', 'application/json'],
        paths: { '/a': { post: operation } },
        parameters: { limit: { name: 'limit', in: 'query', type: 'integer' } },
        responses: { gone: { description: 'Gone' } },
        definitions: { A: { properties: { b: { type: 'string' } } } },
      });
    const view = swagger(
      {
        parameters: [
          { $ref: '#/parameters/limit' },
          {
            name: 'body',
            in: 'body',
            required: true,
            schema: { $ref: '#/definitions/A' },
          },
        ],
        responses: {
          200: {
            description: 'ok',
            schema: { type: 'array', items: { $ref: '#/definitions/A' } },
            examples: { 'application/json': [{ b: 'given' }] },
            headers: { Age: { type: 'integer' } },
          },
          410: { $ref: '#/responses/gone' },
        },
      },
      ['application/x-own'],
    );
    expect(view.parameters).toHaveLength(1);
    expect(view.parameters[0]?.parameters[0]?.schema.type).toBe('integer');
    expect(view.body).toMatchObject({
      required: true,
      media: [{ type: 'application/x-own', schema: { type: 'A' } }],
    });
    const [ok, gone] = view.responses;
    expect(ok?.media.map(each => each.type)).toEqual([
      'application/yaml',
      'application/json',
    ]);
    expect(ok?.media[0]?.schema?.type).toBe('A[]');
    expect(ok?.media[1]?.examples()).toMatchObject([{ isGenerated: false }]);
    expect(ok?.headers[0]?.schema.type).toBe('integer');
    expect(gone).toMatchObject({ description: 'Gone', media: [] });

    const [form] =
      swagger({
        parameters: [
          { name: 'file', in: 'formData', type: 'file', required: true },
          { name: 'note', in: 'formData', type: 'string' },
        ],
      }).body?.media ?? [];
    expect(form?.type).toBe('multipart/form-data');
    expect(form?.schema && below(form.schema)).toEqual({
      properties: { 'file!': 'file', note: 'string' },
    });
  });

  it('reads webhooks, media types of streams and answers’ summaries (OpenAPI 3.2)', () => {
    const view = read({
      openapi: '3.2.0',
      webhooks: {
        cancelled: {
          query: {
            responses: {
              200: {
                summary: 'All of them',
                content: {
                  'application/jsonl': { itemSchema: { type: 'string' } },
                },
              },
            },
          },
        },
      },
    });
    expect(view).toMatchObject({
      method: 'QUERY',
      path: 'cancelled',
      isWebhook: true,
      responses: [
        {
          description: 'All of them',
          media: [{ schema: { type: 'string[]' } }],
        },
      ],
    });
  });

  it('has none for a document without an operation', () => {
    expect(operationView({ openapi: '3.1.0' })).toBeUndefined();
    expect(operationView({ paths: { '/a': { get: 'x' } } })).toBeUndefined();
  });
});
