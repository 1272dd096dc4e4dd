import { row, type BrokenDocument } from './BrokenDocument';
import * as samples from './samples';

const MALFORMED = /^is not well-formed/;

const json = (value: unknown) => JSON.stringify(value, null, 1);
const half = (text: string) => text.slice(0, text.length / 2);
const nested = (open: string, close: string, levels: number) =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

/** Aliases of aliases: nine to the power of `levels` values in a few lines. */
function yamlLaughs(field: string, levels: number): string {
  const lines = [`${field}`, 'l0: &l0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level <= levels; level++) {
    const all = Array(9)
      .fill(`*l${level - 1}`)
      .join(', ');
    lines.push(`l${level}: &l${level} [${all}]`);
  }
  return lines.join('\n');
}

/** Documents whose characters or syntax are broken, whatever they are about. */
export const TEXTS: BrokenDocument[] = [
  row('api', 'nothing', '', { refused: /^is not an object/ }),
  row('api', 'blanks only', ' \n\t\n', { refused: /^is not an object/ }),
  row('api', 'a number', '42', { refused: /^is not an object/ }),
  row('api', 'null', 'null', { refused: /^is not an object/ }),
  row('api', 'a list', '[{}]', { refused: /^is not an object/ }),
  row('api', 'a text', 'hello', { refused: /^is not an object/ }),
  row(
    'api',
    'a page in HTML',
    '<!DOCTYPE html>\n<html><body>Sign in</body></html>',
    {
      refused: /DOCTYPE/,
      line: 1,
    },
  ),
  row('api', 'HTML without a type', '<html><body><p>Sign in</body></html>', {
    refused: /^is not well-formed XML/,
    line: 1,
  }),
  row('api', 'Markdown', '# Orders\n\nAll about orders.\n', {
    refused: /^is not an object/,
  }),
  row('api', 'two documents in one', 'openapi: 3.0.0\n---\nopenapi: 3.0.0\n', {
    refused: MALFORMED,
  }),
  ...Object.entries({
    'OpenAPI 3.0': samples.OPENAPI_30,
    'Swagger 2.0': samples.SWAGGER,
    'CSDL JSON': samples.CSDL,
  }).map(([what, document]) =>
    row('api', `half of ${what}`, half(json(document)), { refused: MALFORMED }),
  ),
  ...Object.entries({
    'AsyncAPI 1': samples.ASYNCAPI_1,
    'AsyncAPI 2': samples.ASYNCAPI_2,
    'AsyncAPI 3': samples.ASYNCAPI_3,
  }).map(([what, document]) =>
    row('events', `half of ${what}`, half(json(document)), {
      refused: MALFORMED,
    }),
  ),
  row('api', 'half of EDMX 4', half(samples.EDMX_4), { refused: MALFORMED }),
  row('api', 'half of EDMX 2', half(samples.EDMX_2), { refused: MALFORMED }),
  row(
    'api',
    'EDMX without its last tag',
    samples.EDMX_4.replace('</edmx:Edmx>', ''),
    {
      refused: /^is not well-formed XML: unclosed tag: edmx:Edmx/,
    },
  ),
  row('api', 'a comma too much', '{"openapi": "3.0.0",\n "info": {},, }', {
    refused: MALFORMED,
    line: 2,
  }),
  row('api', 'an open quote', '{"openapi": "3.0.0', {
    refused: MALFORMED,
    line: 1,
  }),
  row('api', 'tabs for indentation', 'openapi: 3.0.0\ninfo:\n\ttitle: a\n', {
    refused: MALFORMED,
    line: 3,
  }),
  row(
    'api',
    'indentation that does not fit',
    'openapi: 3.0.0\ninfo:\n    a: 1\n  b: 2\n',
    {
      refused: MALFORMED,
      line: 4,
    },
  ),
  row(
    'api',
    'an alias without its anchor',
    'openapi: 3.0.0\ninfo: *nothing\n',
    {
      refused: MALFORMED,
      line: 2,
    },
  ),
  row(
    'api',
    'a key twice in YAML',
    'openapi: 3.0.0\ninfo: {}\nopenapi: 3.1.0\n',
    {
      refused: MALFORMED,
      line: 3,
    },
  ),
  row(
    'api',
    'a key twice in JSON',
    '{"openapi": "3.0.0", "info": {"title": "a", "version": "1"}, "paths": {}, "paths": {"/a": 5}}',
    {
      refused: /^is not well-formed: the key "paths" stands twice/,
      line: 1,
    },
  ),
  row(
    'api',
    'a key twice in JSON, far inside and written with escapes',
    '{"openapi": "3.0.0",\n "info": {"title": "a", "version": "1"},\n "paths": {"/a": {"get": {"tags": ["{\\"tags\\":"],\n  "t\\u0061gs": []}}}}',
    {
      refused: /^is not well-formed: the key "tags" stands twice/,
      line: 4,
    },
  ),
  row(
    'api',
    'one key in many objects of JSON',
    '{"openapi": "3.0.0", "info": {"title": "\\\\", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {"description": "a, \\"b\\": c"}}}}, "/b": {"get": {"responses": {"200": {"description": "["}}}}}, "x-a": [{"a": [], "b": "a"}, {"a": {}, "b": "a"}]}',
    { format: 'openapi-3.0' },
  ),
  row(
    'api',
    'a key twice in CSDL JSON',
    '{"$Version": "4.01",\n"$Version": "4.0"}',
    {
      refused: /^is not well-formed: the key "\$Version" stands twice/,
      line: 2,
    },
  ),
  row(
    'events',
    'a key twice in events in JSON',
    '{"asyncapi": "2.6.0",\n "channels": {"a": {}, "a": {}}}',
    { refused: /^is not well-formed: the key "a" stands twice/, line: 2 },
  ),
  row(
    'events',
    'a key of great length twice',
    `{"asyncapi": "2.6.0", "${'k'.repeat(10_000)}": 1, "${'k'.repeat(
      10_000,
    )}": 1}`,
    { refused: /^is not well-formed: the key "k{80}…" stands twice/, line: 1 },
  ),
  row(
    'events',
    'a key twice in events',
    'asyncapi: 2.6.0\nchannels: {}\nchannels: {}\n',
    {
      refused: MALFORMED,
      line: 3,
    },
  ),
  row(
    'api',
    'a tag of YAML that makes objects',
    'openapi: !!js/function "() => 1"\ninfo: {}\n',
    {
      refused: /has openapi|is not a valid|is not well-formed/,
    },
  ),
  row(
    'api',
    'a prototype for a key',
    '{"__proto__": {"openapi": "3.0.0"}, "constructor": 1}',
    {
      refused: /^has neither/,
    },
  ),
  row('api', 'a NUL in JSON', '{"openapi": "3.0.0\u0000"}', {
    refused: /^is not well-formed: it holds a NUL character$/,
    line: 1,
  }),
  row(
    'api',
    'a NUL in XML',
    samples.EDMX_4.replace('shop.Order', 'shop.\u0000Order'),
    {
      refused: /^is not well-formed XML/,
    },
  ),
  row('api', 'NUL only', '\u0000'.repeat(100), { refused: /./ }),
  row(
    'api',
    'half a surrogate in JSON',
    '{"openapi":"3.0.3","info":{"title":"\\ud800","version":"1"},"paths":{}}',
    {
      format: 'openapi-3.0',
    },
  ),
  row(
    'api',
    'deep lists in JSON',
    `{"openapi":"3.0.3","x":${nested('[', ']', 100_000)}}`,
    {
      refused: /nested too deeply/,
    },
  ),
  row(
    'api',
    'deep objects in JSON',
    `{"swagger":"2.0","x":${nested('{"a":', '}', 100_000)}}`,
    {
      refused: /nested too deeply/,
    },
  ),
  row(
    'events',
    'deep objects in events',
    `{"asyncapi":"2.6.0","x":${nested('{"a":', '}', 100_000)}}`,
    {
      refused: /nested too deeply/,
    },
  ),
  row(
    'api',
    'a bit too deep',
    `{"openapi":"3.0.3","x":${nested('[', ']', 1001)}}`,
    {
      refused: /^is nested too deeply: more than 1000 levels$/,
      line: 1,
    },
  ),
  row(
    'api',
    'deep lists in YAML',
    `openapi: 3.0.3\nx: ${nested('[', ']', 20_000)}`,
    {
      refused: /nested too deeply|not well-formed/,
    },
  ),
  row('api', 'deep elements in XML', nested('<a>', '</a>', 100_000), {
    refused: /^is nested too deeply: more than 100 levels$/,
    line: 1,
  }),
  row('api', 'laughs in YAML', yamlLaughs('openapi: 3.0.3', 9), {
    refused: MALFORMED,
  }),
  row('events', 'laughs in YAML for events', yamlLaughs('asyncapi: 2.6.0', 9), {
    refused: MALFORMED,
  }),
  row(
    'events',
    'laughs in YAML for AsyncAPI 1',
    yamlLaughs('asyncapi: 1.2.0', 9),
    {
      refused: MALFORMED,
    },
  ),
  row(
    'api',
    'an alias that holds itself',
    'openapi: 3.0.3\ninfo: &a {title: a, version: "1", x-a: *a}\npaths: {}\n',
    {
      refused: /./,
    },
  ),
  row(
    'api',
    'merges of merges',
    ['openapi: 3.0.3', 'a: &a {x: 1}', 'b: &b {<<: *a, <<: *a}'].join('\n'),
    {
      refused: /./,
    },
  ),
  row('api', 'one long line', `openapi: "${'x'.repeat(1_000_000)}"`, {
    refused: /^has openapi/,
    line: 1,
  }),
  row('api', 'a long key', `{"${'k'.repeat(1_000_000)}": 1}`, {
    refused: /^has neither/,
  }),
];
