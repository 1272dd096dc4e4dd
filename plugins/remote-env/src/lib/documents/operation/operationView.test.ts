import { isObject, type JsonObject } from '../json';
import { operationView, type OperationView } from './operationView';
import type { SchemaView } from './schemaView';

const to = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function read(document: JsonObject): OperationView {
  const view = operationView(document);
  if (!view) {
    throw new Error('No operation');
  }
  return view;
}

/** A document of one operation whose answer has this schema. */
function answering(schema: unknown, schemas: object = {}): JsonObject {
  return {
    openapi: '3.1.0',
    paths: {
      '/a': {
        get: {
          responses: { 200: { content: { 'application/json': { schema } } } },
        },
      },
    },
    components: { schemas },
  };
}

function schemaOf(document: JsonObject): SchemaView {
  const schema = read(document).responses[0]?.media[0]?.schema;
  if (!schema) {
    throw new Error('No schema');
  }
  return schema;
}

/** The generated example, parsed. */
function exampleOf(document: JsonObject): unknown {
  const [example] = read(document).responses[0]?.media[0]?.examples() ?? [];
  expect(example?.isGenerated).toBe(true);
  return JSON.parse(example?.text ?? '');
}

/** Labels and types of the level below, by kind. */
function below(schema: SchemaView) {
  return Object.fromEntries(
    schema
      .children()
      .map(({ kind, children }) => [
        kind,
        Object.fromEntries(
          children.map(child => [
            `${child.label}${child.required ? '!' : ''}`,
            child.schema().type,
          ]),
        ),
      ]),
  );
}

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

describe('schemas', () => {
  it('say type, limits, choices and marks', () => {
    const schema = schemaOf(
      answering({
        type: 'object',
        required: ['code'],
        properties: {
          code: { type: 'string', format: 'uuid', readOnly: true },
          old: { type: 'integer', nullable: true, deprecated: true },
          count: { type: ['integer', 'null'], minimum: 1, exclusiveMaximum: 9 },
          three: { type: 'number', maximum: 5, exclusiveMaximum: true },
          state: { enum: ['open', 'closed', null], default: 'open' },
          list: {
            type: 'array',
            maxItems: 3,
            items: { type: 'string', minLength: 2 },
          },
          mixed: { type: 'array', items: { type: ['string', 'null'] } },
          free: true,
        },
      }),
    );
    expect(below(schema)).toEqual({
      properties: {
        'code!': 'string (uuid)',
        old: 'integer | null',
        count: 'integer | null',
        three: 'number',
        state: 'string',
        list: 'string[]',
        mixed: '(string | null)[]',
        free: 'any',
      },
    });
    const [group] = schema.children();
    const of = (label: string) =>
      group?.children.find(child => child.label === label)?.schema();
    expect(of('code')?.readOnly).toBe(true);
    expect(of('old')?.deprecated).toBe(true);
    expect(of('count')?.facts).toEqual([
      { name: 'minimum', value: '1' },
      { name: 'below', value: '9' },
    ]);
    expect(of('three')?.facts).toEqual([{ name: 'below', value: '5' }]);
    expect(of('state')).toMatchObject({
      choices: ['open', 'closed', 'null'],
      facts: [{ name: 'default', value: 'open' }],
    });
    expect(of('list')?.items?.facts).toEqual([
      { name: 'minLength', value: '2' },
    ]);
  });

  it('join what holds together, and keep alternatives apart', () => {
    const document = answering(to('Dog'), {
      Pet: {
        description: 'Any pet',
        required: ['name'],
        discriminator: { propertyName: 'kind' },
        properties: { name: { type: 'string' }, kind: { type: 'string' } },
      },
      Dog: {
        allOf: [to('Pet'), { properties: { name: { type: 'integer' } } }],
        properties: { owner: { allOf: [to('Owner')], description: 'Whose' } },
        additionalProperties: { type: 'boolean' },
        oneOf: [to('Owner'), { type: 'string' }],
      },
      Owner: { type: 'object', description: 'Owns', properties: { a: {} } },
    });
    const schema = schemaOf(document);
    expect(schema.type).toBe('Dog');
    expect(schema.description).toBe('Any pet');
    expect(below(schema)).toEqual({
      properties: { owner: 'Owner', 'name!': 'string', kind: 'string' },
      additionalProperties: { '': 'boolean' },
      oneOf: { 1: 'Owner', 2: 'string' },
    });
    expect(schema.children()[0]?.children[0]?.schema().description).toBe(
      'Whose',
    );
  });

  it('that hold themselves end where the reader stops', () => {
    const document = answering(to('Tree'), {
      Tree: {
        type: 'object',
        properties: {
          parent: to('Tree'),
          leaves: { type: 'array', items: to('Tree') },
          nest: to('Nest'),
          all: { allOf: [to('Loop')] },
          any: to('Any'),
        },
      },
      Nest: { type: 'array', items: to('Nest') },
      Loop: { allOf: [to('Loop'), to('Tree')] },
      Any: { anyOf: [to('Any'), to('Tree')] },
      Self: to('Self'),
    });
    let schema = schemaOf(document);
    for (let level = 0; level < 30; level += 1) {
      const parent = schema.children()[0]?.children[0]?.schema();
      expect(parent).toMatchObject({ type: 'Tree', isRecursive: true });
      schema = parent ?? schema;
    }
    expect(below(schema).properties).toMatchObject({ leaves: 'Tree[]' });
    expect(exampleOf(document)).toMatchObject({ parent: {}, leaves: [{}] });
  });

  it('say which references lead nowhere', () => {
    const schema = schemaOf(
      answering(
        {
          properties: {
            gone: to('Gone'),
            far: { $ref: 'https://example.com/far.json' },
            round: to('Round'),
            proto: { $ref: '#/constructor/prototype' },
          },
        },
        { Round: to('Round') },
      ),
    );
    const [group] = schema.children();
    expect(group?.children.map(child => child.schema().missing)).toEqual([
      ['#/components/schemas/Gone'],
      ['https://example.com/far.json'],
      ['#/components/schemas/Round'],
      ['#/constructor/prototype'],
    ]);
  });

  it('are read only as far as they are opened', () => {
    let asked = 0;
    const lazy = new Proxy(
      { type: 'string' },
      {
        get: (target, key) => {
          asked += 1;
          return Reflect.get(target, key);
        },
      },
    );
    const schema = schemaOf(
      answering({ properties: { a: { properties: { b: lazy } } } }),
    );
    expect(asked).toBe(0);
    const [inner] = schema.children()[0]?.children ?? [];
    expect(asked).toBe(0);
    expect(inner && below(inner.schema())).toEqual({
      properties: { b: 'string' },
    });
    expect(asked).toBeGreaterThan(0);
  });
});

describe('examples', () => {
  it('are those that were given, with their names', () => {
    const [media] =
      read({
        openapi: '3.1.0',
        paths: {
          '/a': {
            post: {
              requestBody: {
                content: {
                  'application/xml': {
                    examples: {
                      one: { summary: 'The first', value: '<a/>' },
                      two: { $ref: '#/components/examples/two' },
                      far: { externalValue: 'https://example.com/x' },
                    },
                  },
                },
              },
            },
          },
        },
        components: { examples: { two: { value: { b: 1 } } } },
      }).body?.media ?? [];
    expect(media?.examples().map(({ name, text }) => [name, text])).toEqual([
      ['The first', '<a/>'],
      ['two', '{\n  "b": 1\n}'],
      ['far', 'https://example.com/x'],
    ]);
  });

  it('are made from schemas as JSON', () => {
    expect(
      exampleOf(
        answering({
          allOf: [{ properties: { id: { type: 'integer', minimum: 7 } } }],
          properties: {
            secret: { type: 'string', writeOnly: true },
            at: { type: 'string', format: 'date-time' },
            state: { enum: ['open'] },
            given: { type: 'string', examples: ['said'] },
            pet: { oneOf: [{ properties: { bark: { type: 'boolean' } } }] },
            list: { type: 'array', items: { type: 'null' } },
            map: { additionalProperties: { type: 'string' } },
          },
        }),
      ),
    ).toEqual({
      id: 7,
      at: '2030-01-31T12:00:00Z',
      state: 'open',
      given: 'said',
      pet: { bark: true },
      list: [null],
      map: { name: 'text' },
    });
  });

  it('stay small, however much a schema holds', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`p${index}`, to('Wide')]),
    );
    const document = answering(to('Top'), {
      Top: { properties: wide },
      Wide: {
        properties: Object.fromEntries(
          Object.keys(wide).map(key => [key, to('Leaf')]),
        ),
      },
      Leaf: { type: 'string' },
    });
    const [example] = read(document).responses[0]?.media[0]?.examples() ?? [];
    expect(example?.text.length).toBeLessThan(100_000);
  });
});

describe('documents of other shapes than they should have', () => {
  const NONSENSE: unknown[] = [
    null,
    7,
    'text',
    [],
    [[]],
    {},
    true,
    { a: null },
  ];
  const FIELDS = [
    'parameters',
    'requestBody',
    'responses',
    'callbacks',
    'externalDocs',
    'description',
  ];
  const IN_SCHEMA = [
    'type',
    'properties',
    'items',
    'allOf',
    'oneOf',
    'enum',
    'required',
    'format',
    'additionalProperties',
    'discriminator',
    'examples',
    '$ref',
  ];

  function open(schema: SchemaView | undefined, levels = 3): void {
    for (const { children } of schema && levels > 0 ? schema.children() : []) {
      children.forEach(child => open(child.schema(), levels - 1));
    }
  }

  it.each(NONSENSE)('are shown without what is %j', nonsense => {
    for (const version of [{ openapi: '3.1.0' }, { swagger: '2.0' }]) {
      for (const field of FIELDS) {
        const operation = { get: { responses: {}, [field]: nonsense } };
        expect(
          operationView({ ...version, paths: { '/a': operation } }),
        ).toBeDefined();
        const listed = {
          get: { [field]: isObject(nonsense) ? { x: nonsense } : [nonsense] },
        };
        expect(
          operationView({ ...version, paths: { '/a': listed } }),
        ).toBeDefined();
      }
    }
    for (const field of IN_SCHEMA) {
      const view = read(
        answering({
          properties: { inner: { [field]: nonsense } },
          [field]: nonsense,
        }),
      );
      const [media] = view.responses[0]?.media ?? [];
      open(media?.schema);
      expect(media?.examples()).toBeDefined();
    }
  });
});
