import { answering, exampleOf, read, to } from './__testUtils__/reading';

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
