import { stringify } from 'yaml';
import {
  changed,
  row,
  wrongTypes,
  type BrokenDocument,
  SCRIPT_URL,
} from './BrokenDocument';
import {
  ASYNCAPI_1,
  ASYNCAPI_2,
  ASYNCAPI_3,
  CSDL,
  OPENAPI_30,
  OPENAPI_31,
  OPENAPI_32,
  SWAGGER,
} from './samples';

const BAD_32 = /^is not a valid OpenAPI 3\.2 document/;
const ORDERS = '/orders/{code}';

/** OpenAPI 3.2, breaking its rules or meaning harm. */
const OPENAPIS_32: BrokenDocument[] = [
  ...wrongTypes(
    'api',
    'OpenAPI 3.2',
    OPENAPI_32,
    {
      info: [],
      'info title': 1,
      paths: 'none',
      [`paths ${ORDERS} get`]: 'find',
      [`paths ${ORDERS} get responses`]: [],
      components: 'none',
      servers: 'https://shop.example',
    },
    BAD_32,
  ),
  row('api', 'OpenAPI 3.2 that breaks nothing', OPENAPI_32, {
    format: 'openapi-3.2',
  }),
  row(
    'api',
    'a reference to nothing in OpenAPI 3.2',
    changed(OPENAPI_32, ['components', 'schemas', 'Order'], {
      $ref: '#/components/schemas/Nothing',
    }),
    { refused: /Can't resolve reference/ },
  ),
  row(
    'api',
    'a schema that holds itself in OpenAPI 3.2',
    changed(OPENAPI_32, ['components', 'schemas', 'Order'], {
      type: 'object',
      properties: { next: { $ref: '#/components/schemas/Order' } },
    }),
    { format: 'openapi-3.2' },
  ),
  row(
    'api',
    'a reference to a file in OpenAPI 3.2',
    changed(OPENAPI_32, ['components', 'schemas', 'Order'], {
      $ref: 'file:///etc/passwd',
    }),
    { format: 'openapi-3.2' },
  ),
  row(
    'api',
    'script in OpenAPI 3.2',
    changed(OPENAPI_32, ['info', 'description'], `[a](${SCRIPT_URL})<script>`),
    { format: 'openapi-3.2' },
  ),
];

/** Of each format in YAML: cut off, and wrong where the syntax is right. */
const IN_YAML: BrokenDocument[] = [
  ...Object.entries({
    'Swagger 2.0': SWAGGER,
    'OpenAPI 3.0': OPENAPI_30,
    'OpenAPI 3.1': OPENAPI_31,
    'OpenAPI 3.2': OPENAPI_32,
  }).flatMap(([what, document]) => [
    row('api', `${what} in YAML, cut off in a text`, cutOff(document), {
      refused: /^is not well-formed/,
      line: lineOf(cutOff(document), "title: 'Or"),
    }),
    row(
      'api',
      `${what} in YAML with a number for its title`,
      withNumber(document),
      {
        refused: /^is not a valid .*\/info\/title/,
        line: lineOf(withNumber(document), 'title: 5'),
      },
    ),
  ]),
  ...Object.entries({
    'AsyncAPI 1': ASYNCAPI_1,
    'AsyncAPI 2': ASYNCAPI_2,
    'AsyncAPI 3': ASYNCAPI_3,
  }).flatMap(([what, document]) => [
    row('events', `${what} in YAML, cut off in a text`, cutOff(document), {
      refused: /^is not well-formed/,
      line: lineOf(cutOff(document), "title: 'Or"),
    }),
    row(
      'events',
      `${what} in YAML with a number for its title`,
      withNumber(document),
      {
        refused: /^is not a valid .*\/info\/title/,
        line: lineOf(withNumber(document), 'title: 5'),
      },
    ),
  ]),
];

function cutOff(document: object): string {
  const text = stringify(document);
  return `${text.slice(0, text.indexOf('title: Or'))}title: 'Or`;
}

function withNumber(document: object): string {
  return stringify(changed(document, ['info', 'title'], 5));
}

/** From 1. */
function lineOf(text: string, words: string): number {
  return text.slice(0, text.indexOf(words)).split('\n').length;
}

/** What other formats are tried with, tried with these. */
const OTHERS: BrokenDocument[] = [
  row(
    'api',
    'one wrong place in 3 MB',
    changed(
      changed(OPENAPI_30, ['info', 'description'], 'x'.repeat(3_000_000)),
      ['paths', ORDERS, 'get', 'responses'],
      'ok',
    ),
    { refused: /^is not a valid OpenAPI 3\.0 document/, line: 32 },
  ),
  row(
    'events',
    'a message of AsyncAPI 3 that holds itself',
    changed(ASYNCAPI_3, ['components'], {
      schemas: {
        Node: {
          type: 'object',
          properties: { next: { $ref: '#/components/schemas/Node' } },
        },
      },
    }),
    { format: 'asyncapi-3' },
  ),
  row(
    'events',
    'a reference to a file in AsyncAPI 3',
    changed(ASYNCAPI_3, ['components'], {
      schemas: { Far: { $ref: 'file:///etc/passwd' } },
    }),
    { format: 'asyncapi-3' },
  ),
  row(
    'events',
    'script in a description of AsyncAPI 3',
    changed(
      ASYNCAPI_3,
      ['info', 'description'],
      `<img src=x onerror=alert(1)> [a](${SCRIPT_URL})`,
    ),
    { format: 'asyncapi-3' },
  ),
  row(
    'events',
    'AsyncAPI 3 and OpenAPI at once',
    { ...ASYNCAPI_3, openapi: '3.1.0' },
    { refused: /^is not a valid AsyncAPI 3/ },
  ),
  row(
    'events',
    'a huge enumeration of AsyncAPI 3',
    changed(ASYNCAPI_3, ['components'], {
      schemas: {
        Huge: {
          type: 'string',
          enum: Array.from({ length: 20_000 }, (_, i) => `v${i}`),
        },
      },
    }),
    { format: 'asyncapi-3' },
  ),
  row(
    'api',
    'CSDL JSON that refers to a file',
    {
      ...CSDL,
      $Reference: {
        'file:///etc/passwd': { $Include: [{ $Namespace: 'far' }] },
      },
    },
    { format: 'odata-csdl' },
  ),
  row(
    'api',
    'script in a description of CSDL JSON',
    changed(
      CSDL,
      ['shop', 'Order', '@Core.Description'],
      '<script>alert(1)</script>',
    ),
    { format: 'odata-csdl' },
  ),
  row(
    'api',
    'a huge enumeration of CSDL JSON',
    changed(
      CSDL,
      ['shop', 'Huge'],
      Object.fromEntries([
        ['$Kind', 'EnumType'],
        ...Array.from({ length: 50_000 }, (_, i) => [`M${i}`, i]),
      ]),
    ),
    { format: 'odata-csdl' },
  ),
  row(
    'api',
    'types of CSDL JSON that extend one another in a circle',
    changed(
      changed(CSDL, ['shop', 'A'], {
        $Kind: 'ComplexType',
        $BaseType: 'shop.B',
      }),
      ['shop', 'B'],
      { $Kind: 'ComplexType', $BaseType: 'shop.A' },
    ),
    { refused: /extends itself/ },
  ),
  row(
    'api',
    'OData and OpenAPI at once',
    { ...CSDL, openapi: '3.1.0' },
    { refused: /^is not a valid OpenAPI 3\.1 document/ },
  ),
];

/** What is newer than the rest, what is written in YAML, and what makes formats even. */
export const NEWER_AND_YAML: BrokenDocument[] = [
  ...OPENAPIS_32,
  ...IN_YAML,
  ...OTHERS,
];
