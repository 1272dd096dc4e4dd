import { openapi, query, swagger, type SampleCase } from './sampleDocuments';

/** One of each kind of parameter and body. */
export const CASES: SampleCase[] = [
  {
    name: 'a plain read',
    document: openapi('/orders', 'get', {
      parameters: [
        query('limit', undefined, { schema: { default: 20 } }),
        query('secretly', undefined),
      ],
      responses: { 200: { content: { 'application/json': {} } } },
    }),
    received: {
      method: 'GET',
      target: '/orders?limit=20',
      headers: { accept: 'application/json' },
      body: '',
    },
  },
  {
    name: 'placeholders for what has to be there',
    document: openapi('/stores/{storeId}/orders/{order-code}', 'delete', {
      parameters: [
        { name: 'storeId', in: 'path', schema: { type: 'integer' } },
        { name: 'order-code', in: 'path', required: true },
        query('reason', undefined, { required: true }),
        query('kind', undefined, { required: true, schema: { enum: ['x'] } }),
      ],
    }),
    received: {
      method: 'DELETE',
      target: '/stores/STORE_ID/orders/ORDER_CODE?reason=REASON&kind=x',
      body: '',
    },
  },
  {
    name: 'lists and objects in a query',
    document: openapi('/orders', 'get', {
      parameters: [
        query('a', ['x', 'y z']),
        query('b', ['x', 'y'], { explode: false }),
        query('c', ['x', 'y'], { style: 'pipeDelimited', explode: false }),
        query('d', ['x', 'y'], { style: 'spaceDelimited', explode: false }),
        query('e', { k: 'v', n: 1 }, { style: 'deepObject' }),
        query('f', { k: 'v', n: 1 }),
        query('g', { k: 'v', n: 1 }, { explode: false }),
        query('h', 'a/b?c', { allowReserved: true }),
        { name: 'i', in: 'query', content: { 'a/json': { example: [1] } } },
      ],
    }),
    received: {
      method: 'GET',
      target:
        '/orders?a=x&a=y%20z&b=x,y&c=x%7Cy&d=x%20y&e%5Bk%5D=v&e%5Bn%5D=1&k=v&n=1&g=k,v,n,1&h=a/b?c&i=%5B1%5D',
      body: '',
    },
  },
  {
    name: 'lists and objects in a path',
    document: openapi('/{a}/{b}/{c}/{d}/{e}', 'get', {
      parameters: [
        { name: 'a', in: 'path', example: ['x', 'y'] },
        { name: 'b', in: 'path', style: 'label', example: ['x', 'y'] },
        {
          name: 'c',
          in: 'path',
          style: 'matrix',
          explode: true,
          example: ['x', 'y'],
        },
        { name: 'd', in: 'path', explode: true, example: { k: 'v', n: 1 } },
        { name: 'e', in: 'path', example: 'a/b c' },
      ],
    }),
    received: {
      method: 'GET',
      target: '/x,y/.x,y/;c=x;c=y/k=v,n=1/a%2Fb%20c',
      body: '',
    },
  },
  {
    name: 'the collections of Swagger 2.0',
    document: swagger('/orders', 'get', {
      parameters: ['csv', 'ssv', 'tsv', 'pipes', 'multi'].map(
        collectionFormat => ({
          name: collectionFormat,
          in: 'query',
          type: 'array',
          items: { type: 'string', enum: ['x'] },
          default: ['x', 'y'],
          collectionFormat,
        }),
      ),
    }),
    received: {
      method: 'GET',
      target: '/orders?csv=x,y&ssv=x%20y&tsv=x%09y&pipes=x%7Cy&multi=x&multi=y',
      body: '',
    },
  },
  {
    name: 'headers and cookies, and none that others decide about',
    document: openapi('/orders', 'head', {
      parameters: [
        { name: 'X-Tags', in: 'header', example: ['a', 'Zoë'] },
        { name: 'If-Match', in: 'header', required: true },
        { name: 'X-Empty', in: 'header', example: '' },
        { name: 'Authorization', in: 'header', example: 'Bearer x' },
        { name: 'Host', in: 'header', example: 'evil.example' },
        { name: 'x-remote-env-token', in: 'header', example: 'x' },
        { name: 'X-Bad\r\nX-Other', in: 'header', example: 'x' },
        { name: 'session', in: 'cookie', example: 'a;b' },
      ],
    }),
    received: {
      method: 'HEAD',
      target: '/orders',
      headers: {
        'x-tags': 'a,Zo%C3%AB',
        'if-match': 'IF_MATCH',
        'x-empty': '',
        'x-remote-env-token': 'token-of-the-binding',
        'x-other': undefined,
        authorization: undefined,
        cookie: 'session=a%3Bb',
      },
      body: '',
    },
  },
  {
    name: 'JSON made from a schema',
    document: openapi('/orders', 'post', {
      requestBody: {
        content: {
          'text/csv': { example: 'a;b' },
          'application/json; charset=utf-8': {
            schema: {
              properties: {
                code: { type: 'string', examples: ['SO-1'] },
                paid: { type: 'boolean' },
                note: { type: 'null' },
                lines: { type: 'array', items: { type: 'number' } },
                none: { type: 'array' },
                more: { type: 'object' },
                id: { type: 'string', readOnly: true },
              },
            },
          },
        },
      },
      responses: { 201: { content: { 'application/hal+json': {} } } },
    }),
    received: {
      method: 'POST',
      target: '/orders',
      headers: {
        'content-type': 'application/json',
        accept: 'application/hal+json',
      },
      body: {
        code: 'SO-1',
        paid: true,
        note: null,
        lines: [0],
        none: [],
        more: {},
      },
    },
  },
  {
    name: 'JSON that no literal can be',
    document: openapi('/orders', 'patch', {
      requestBody: {
        content: {
          'application/json': {
            example: '{"__proto__":{"a":1},"b":"\\ud800"}',
          },
        },
      },
    }),
    received: {
      method: 'PATCH',
      target: '/orders',
      body: JSON.parse('{"__proto__":{"a":1},"b":"\\ud800"}'),
    },
  },
  {
    name: 'a text as it is given, with its lines',
    document: openapi('/orders', 'put', {
      requestBody: {
        content: {
          'application/xml': { example: '<a b="1">\n  <c/>  \n</a>\n' },
        },
      },
    }),
    received: {
      method: 'PUT',
      target: '/orders',
      headers: { 'content-type': 'application/xml' },
      body: '<a b="1">\n  <c/>  \n</a>\n',
    },
  },
  {
    name: 'a file where the document gives no body',
    document: openapi('/pictures', 'post', {
      requestBody: { content: { 'image/png': {} } },
    }),
    received: {
      method: 'POST',
      target: '/pictures',
      headers: { 'content-type': 'image/png' },
      body: 'content of body.png',
    },
  },
  {
    name: 'a form',
    document: swagger('/orders', 'post', {
      parameters: [
        { name: 'full name', in: 'formData', type: 'string', default: 'Zoë &' },
        { name: 'a=b', in: 'formData', type: 'string', default: '@x' },
        {
          name: 'tags',
          in: 'formData',
          type: 'array',
          items: {},
          default: ['x', 'y'],
        },
      ],
    }),
    received: {
      method: 'POST',
      target: '/orders',
      body: [
        ['full name', 'Zoë &'],
        ['a=b', '@x'],
        ['tags', 'x'],
        ['tags', 'y'],
      ],
    },
  },
  {
    name: 'a form in parts',
    document: openapi('/invoices', 'post', {
      requestBody: {
        content: {
          'multipart/form-data': {
            schema: {
              properties: {
                note: { type: 'string', default: '@/etc/passwd;type=x' },
                meta: { properties: { say: { const: '"a\\b;' } } },
                invoice: { contentMediaType: 'application/pdf' },
                'page"s': {
                  type: 'array',
                  items: { type: 'string', format: 'binary' },
                },
              },
            },
          },
        },
      },
    }),
    received: {
      method: 'POST',
      target: '/invoices',
      body: [
        ['note', '@/etc/passwd;type=x'],
        ['meta', expect.stringMatching(/"say": "\\"a\\\\b;"/)],
        ['invoice', 'invoice.pdf', 'application/pdf', 'content of invoice.pdf'],
        [
          'page"s',
          'page-s.bin',
          'application/octet-stream',
          'content of page-s.bin',
        ],
      ],
    },
  },
];
