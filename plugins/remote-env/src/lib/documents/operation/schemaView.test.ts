import {
  answering,
  below,
  exampleOf,
  schemaOf,
  to,
} from './__testUtils__/reading';

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

  it('say how a value is written in XML', () => {
    const schema = schemaOf(
      answering({
        xml: { name: 'order', prefix: 's', namespace: 'urn:shop' },
        properties: {
          id: { type: 'string', xml: { attribute: true } },
          code: { xml: { nodeType: 'attribute', name: 'c' } },
          text: { xml: { nodeType: 'cdata' } },
          lines: {
            type: 'array',
            xml: { wrapped: true, prefix: 's' },
            items: { type: 'string', xml: { name: 'line' } },
          },
          odd: { xml: 'yes' },
        },
      }),
    );
    expect(schema.facts).toEqual([
      { name: 'xmlElement', value: 's:order' },
      { name: 'xmlNamespace', value: 'urn:shop' },
    ]);
    const facts = Object.fromEntries(
      (schema.children()[0]?.children ?? []).map(child => [
        child.label,
        child.schema().facts,
      ]),
    );
    expect(facts).toEqual({
      id: [{ name: 'xmlAttribute', value: '' }],
      code: [{ name: 'xmlAttribute', value: 'c' }],
      text: [{ name: 'xmlNode', value: 'cdata' }],
      lines: [
        { name: 'xmlElement', value: 's:…' },
        { name: 'xmlWrapped', value: '' },
      ],
      odd: [],
    });
  });

  it('say of arrays alone how many items they have, and that none is there twice', () => {
    const wrong = { uniqueItems: true, minItems: 1 };
    const factsOf = (schema: object) =>
      schemaOf(answering(schema)).facts.map(({ name }) => name);
    expect(factsOf({ type: 'string', ...wrong })).toEqual([]);
    expect(factsOf({ type: ['array', 'null'], ...wrong })).toEqual([
      'minItems',
      'uniqueItems',
    ]);
    expect(factsOf({ contains: { const: 1 }, minContains: 2 })).toEqual([
      'minContains',
    ]);
  });

  it('lead to conditions and to what follows from them, and to what an array contains', () => {
    const schema = schemaOf(
      answering({
        type: 'object',
        properties: { kind: { type: 'string' } },
        if: { properties: { kind: { const: 'parcel' } } },
        then: { required: ['weight'], properties: { weight: {} } },
        else: false,
        dependentSchemas: { card: { properties: { owner: {} } } },
      }),
    );
    expect(below(schema)).toEqual({
      properties: { kind: 'string' },
      dependentSchemas: { card: 'object' },
      if: { '': 'object' },
      then: { '': 'object' },
    });
    const list = schemaOf(answering({ contains: { type: 'integer' } }));
    expect(list.type).toBe('array');
    expect(below(list)).toEqual({ contains: { '': 'integer' } });
    // Without a condition it means nothing.
    expect(schemaOf(answering({ then: { type: 'string' } })).hasChildren).toBe(
      false,
    );
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
