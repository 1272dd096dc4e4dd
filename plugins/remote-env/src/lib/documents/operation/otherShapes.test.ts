import { isObject } from '../json';
import { answering, read } from './__testUtils__/reading';
import { operationView } from './operationView';
import type { SchemaView } from './schemaView';

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
