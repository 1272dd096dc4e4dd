import {
  changed,
  row,
  wrongTypes,
  type BrokenDocument,
} from './BrokenDocument';
import { OPENAPI_30, OPENAPI_31, OPENAPI_32, SWAGGER } from './samples';

const BAD_30 = /^is not a valid OpenAPI 3\.0 document/;
const BAD_31 = /^is not a valid OpenAPI 3\.1 document/;
const BAD_32 = /^is not a valid OpenAPI 3\.2 document/;
const BAD_20 = /^is not a valid Swagger 2\.0 document/;

const ORDERS = '/orders/{code}';

/** OpenAPI and Swagger documents that break the rules of their version. */
export const OPENAPIS: BrokenDocument[] = [
  ...wrongTypes(
    'api',
    'OpenAPI 3.0',
    OPENAPI_30,
    {
      info: 5,
      'info title': ['a'],
      'info version': {},
      servers: { url: '/' },
      'servers 0 url': 7,
      tags: 'orders',
      paths: [],
      [`paths ${ORDERS}`]: 'get',
      [`paths ${ORDERS} parameters`]: {},
      [`paths ${ORDERS} parameters 0 in`]: 'everywhere',
      [`paths ${ORDERS} parameters 0 required`]: 'yes',
      [`paths ${ORDERS} get`]: [],
      [`paths ${ORDERS} get responses`]: 'ok',
      [`paths ${ORDERS} get responses 200`]: 200,
      components: [],
      'components schemas': 'Order',
      'components schemas Order': 'string',
      'components schemas Order type': 'thing',
      'components schemas Order required': 'code',
      'components schemas Order properties': [],
      'components schemas Order properties code': 1,
    },
    BAD_30,
  ),
  ...Object.entries({
    'OpenAPI 3.1': { document: OPENAPI_31, refused: BAD_31 },
    'OpenAPI 3.2': { document: OPENAPI_32, refused: BAD_32 },
  }).flatMap(([what, { document, refused }]) =>
    wrongTypes(
      'api',
      what,
      document,
      {
        info: [],
        'info title': 1,
        paths: 'none',
        [`paths ${ORDERS} get`]: 'find',
        [`paths ${ORDERS} get responses`]: [],
        components: 'none',
        servers: 'https://shop.example',
      },
      refused,
    ),
  ),
  ...wrongTypes(
    'api',
    'Swagger 2.0',
    SWAGGER,
    {
      'info title': {},
      host: 5,
      basePath: 'v1',
      schemes: ['gopher'],
      paths: [],
      'paths /orders': 5,
      'paths /orders get responses': [],
      'paths /orders get parameters': 'q',
      'paths /orders get parameters 0 in': 'cookie',
      definitions: [],
    },
    BAD_20,
  ),
  row(
    'api',
    'OpenAPI 3.0 without info',
    { openapi: '3.0.3', paths: {} },
    { refused: BAD_30 },
  ),
  row(
    'api',
    'OpenAPI 3.0 without paths',
    { openapi: '3.0.3', info: { title: 'a', version: '1' } },
    { refused: BAD_30 },
  ),
  row(
    'api',
    'OpenAPI 3.1 with nothing in it',
    { openapi: '3.1.0', info: { title: 'a' } },
    { refused: BAD_31 },
  ),
  row('api', 'OpenAPI 3.2 that breaks nothing', OPENAPI_32, {
    format: 'openapi-3.2',
  }),
  row(
    'api',
    'Swagger 1.2',
    { swaggerVersion: '1.2', apis: [] },
    { refused: /^has neither/ },
  ),
  row('api', 'Swagger 2.0 by a number', '{"swagger": 2.0}', {
    refused: /^has swagger: 2, which is not supported/,
    line: 1,
  }),
  row('api', 'OpenAPI by a number', 'openapi: 3.1\ninfo: {}\n', {
    refused: /^has openapi: 3.1, which is not supported/,
    line: 1,
  }),
  row(
    'api',
    'OpenAPI 2.0',
    { openapi: '2.0.0' },
    { refused: /^has openapi: "2.0.0"/ },
  ),
  row(
    'api',
    'OpenAPI 4',
    { openapi: '4.0.0' },
    { refused: /^has openapi: "4.0.0"/ },
  ),
  row(
    'api',
    'OpenAPI null',
    { openapi: null },
    { refused: /^has openapi: null/ },
  ),
  row(
    'api',
    'a version with more after it',
    { openapi: '3.0.0; DROP TABLE' },
    { refused: /./ },
  ),
  row(
    'api',
    'OpenAPI and Swagger at once',
    { ...SWAGGER, openapi: '3.0.3' },
    { refused: BAD_20 },
  ),
  row(
    'api',
    'OpenAPI and AsyncAPI at once',
    { ...OPENAPI_30, asyncapi: '2.6.0' },
    { refused: BAD_30 },
  ),
  row('api', '3.1 that says 3.0', changed(OPENAPI_30, ['webhooks'], {}), {
    refused: BAD_30,
  }),
  row(
    'api',
    'an AsyncAPI document for an API',
    { asyncapi: '3.0.0' },
    { refused: /belongs in events.spec/ },
  ),
  row('api', 'GraphQL', 'type Query {\n  orders: [Order]\n}\n', {
    refused: /^is not/,
  }),
  row(
    'api',
    'WSDL',
    '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>',
    { refused: /outermost element is 'definitions'/, line: 1 },
  ),
  row(
    'api',
    'a Postman collection',
    { info: { _postman_id: 'a' }, item: [] },
    { refused: /^has neither/ },
  ),
];
