import {
  changed,
  row,
  type BrokenDocument,
  SCRIPT_URL,
} from './BrokenDocument';
import { OPENAPI_30, OPENAPI_31, OPENAPI_32, SWAGGER } from './samples';

const BAD_30 = /^is not a valid OpenAPI 3\.0 document/;
const BAD_20 = /^is not a valid Swagger 2\.0 document/;
const UNRESOLVED = /Can't resolve reference/;
const ORDERS = '/orders/{code}';
const schemaOf30 = (schema: unknown) =>
  changed(OPENAPI_30, ['components', 'schemas', 'Order'], schema);
const schemaOf32 = (schema: unknown) =>
  changed(OPENAPI_32, ['components', 'schemas', 'Order'], schema);

/** OpenAPI and Swagger documents whose references, words and sizes are there to do harm. */
export const HOSTILE_OPENAPIS: BrokenDocument[] = [
  row(
    'api',
    'a reference to itself',
    schemaOf30({ $ref: '#/components/schemas/Order' }),
    { refused: UNRESOLVED },
  ),
  row(
    'api',
    'references in a circle',
    changed(OPENAPI_30, ['components', 'schemas'], {
      Order: { $ref: '#/components/schemas/A' },
      A: { $ref: '#/components/schemas/B' },
      B: { $ref: '#/components/schemas/A' },
    }),
    { refused: UNRESOLVED },
  ),
  row(
    'api',
    'a schema that holds itself',
    schemaOf30({
      type: 'object',
      properties: { parent: { $ref: '#/components/schemas/Order' } },
    }),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'a reference to nothing',
    schemaOf30({ $ref: '#/components/schemas/None' }),
    { refused: UNRESOLVED },
  ),
  row(
    'api',
    'a reference with broken escapes',
    schemaOf30({ $ref: '#/components/schemas/%E0%A4%A' }),
    { refused: BAD_30 },
  ),
  row(
    'api',
    'a reference to what every object has',
    schemaOf30({ $ref: '#/components/schemas/__proto__' }),
    { refused: UNRESOLVED },
  ),
  row(
    'api',
    'a reference to a file',
    schemaOf30({ $ref: 'file:///etc/passwd' }),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'a reference up the folders',
    schemaOf30({ $ref: '../../../../etc/passwd' }),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'a reference to metadata of a cloud',
    schemaOf30({ $ref: 'http://169.254.169.254/latest/meta-data/' }),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'a reference without a scheme',
    schemaOf30({ $ref: '//evil.example/a.json' }),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'a path in another document',
    changed(OPENAPI_30, ['paths', ORDERS], {
      $ref: 'https://evil.example/path.json',
    }),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'script in descriptions',
    changed(
      OPENAPI_30,
      ['info', 'description'],
      '<script>alert(1)</script><img src=x onerror=alert(1)>[a](javascript:alert(1))',
    ),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'script for a server',
    changed(OPENAPI_30, ['servers', 0, 'url'], SCRIPT_URL),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'a server with a password',
    changed(
      OPENAPI_30,
      ['servers', 0, 'url'],
      'https://root:toor@localhost:2379/',
    ),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'script for external documentation',
    { ...OPENAPI_30, externalDocs: { url: SCRIPT_URL } },
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'script for a host',
    changed(SWAGGER, ['host'], '<script>alert(1)</script>'),
    { refused: BAD_20 },
  ),
  row(
    'api',
    'script in the name of an operation',
    changed(
      OPENAPI_30,
      ['paths', ORDERS, 'get', 'operationId'],
      '"><script>alert(1)</script>',
    ),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'a huge enumeration',
    schemaOf30({
      type: 'string',
      enum: Array.from({ length: 50_000 }, (_, i) => `value-${i}`),
    }),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'an enumeration of nothing',
    schemaOf30({ type: 'string', enum: [] }),
    { refused: BAD_30 },
  ),
  row(
    'api',
    'a pattern that takes for ever',
    schemaOf30({
      type: 'string',
      pattern: '^(a+)+$',
      default: `${'a'.repeat(40)}!`,
    }),
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'many paths',
    {
      ...OPENAPI_31,
      paths: Object.fromEntries(
        Array.from({ length: 5000 }, (_, i) => [`/p${i}`, {}]),
      ),
    },
    { format: 'openapi-3.1' },
  ),
  row(
    'api',
    'a path without its slash',
    { ...OPENAPI_30, paths: { orders: {} } },
    { refused: BAD_30 },
  ),
  row(
    'api',
    'a method that there is not',
    changed(OPENAPI_30, ['paths', ORDERS, 'fetch'], {}),
    { refused: BAD_30 },
  ),
  row(
    'api',
    'a reference to nothing in OpenAPI 3.2',
    schemaOf32({ $ref: '#/components/schemas/Nothing' }),
    { refused: UNRESOLVED },
  ),
  row(
    'api',
    'a schema that holds itself in OpenAPI 3.2',
    schemaOf32({
      type: 'object',
      properties: { next: { $ref: '#/components/schemas/Order' } },
    }),
    { format: 'openapi-3.2' },
  ),
  row(
    'api',
    'a reference to a file in OpenAPI 3.2',
    schemaOf32({ $ref: 'file:///etc/passwd' }),
    { format: 'openapi-3.2' },
  ),
  row(
    'api',
    'script in OpenAPI 3.2',
    changed(OPENAPI_32, ['info', 'description'], `[a](${SCRIPT_URL})<script>`),
    { format: 'openapi-3.2' },
  ),
  row(
    'api',
    'one wrong place in 3 MB',
    changed(
      changed(OPENAPI_30, ['info', 'description'], 'x'.repeat(3_000_000)),
      ['paths', ORDERS, 'get', 'responses'],
      'ok',
    ),
    { refused: BAD_30, line: 32 },
  ),
];
