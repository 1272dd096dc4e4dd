import {
  changed,
  row,
  type BrokenDocument,
  SCRIPT_URL,
} from './BrokenDocument';
import { ASYNCAPI_1, ASYNCAPI_2, ASYNCAPI_3 } from './samples';

const BAD_1 = /^is not a valid AsyncAPI 1\.2\.0 document/;

const MESSAGE = ['channels', 'order.created.v1', 'subscribe', 'message'];
const payload = (value: unknown) =>
  changed(ASYNCAPI_2, [...MESSAGE, 'payload'], value);

/** AsyncAPI documents whose references, words and sizes are there to do harm. */
export const HOSTILE_ASYNCAPIS: BrokenDocument[] = [
  row(
    'events',
    'a payload that holds itself',
    {
      ...payload({ $ref: '#/components/schemas/A' }),
      components: {
        schemas: {
          A: {
            type: 'object',
            properties: { a: { $ref: '#/components/schemas/A' } },
          },
        },
      },
    },
    { format: 'asyncapi-2' },
  ),
  row(
    'events',
    'a payload that is itself',
    {
      ...payload({ $ref: '#/components/schemas/A' }),
      components: { schemas: { A: { $ref: '#/components/schemas/A' } } },
    },
    { format: 'asyncapi-2' },
  ),
  row(
    'events',
    'a message in a file',
    changed(ASYNCAPI_2, MESSAGE, { $ref: 'file:///etc/passwd' }),
    { format: 'asyncapi-2' },
  ),
  row(
    'events',
    'a payload on another machine',
    payload({ $ref: 'http://169.254.169.254/' }),
    { format: 'asyncapi-2' },
  ),
  row(
    'events',
    'a topic of AsyncAPI 1 in a file',
    changed(ASYNCAPI_1, ['topics', 'order.created.v1', 'publish'], {
      $ref: 'file:///etc/passwd',
    }),
    { format: 'asyncapi-1' },
  ),
  row(
    'events',
    'script in descriptions of events',
    changed(
      ASYNCAPI_2,
      ['info', 'description'],
      '<script>alert(1)</script>![a](https://evil.example/a.png)',
    ),
    { format: 'asyncapi-2' },
  ),
  row(
    'events',
    'script in a topic',
    changed(ASYNCAPI_1, ['topics', '"><script>alert(1)</script>'], {
      publish: { payload: {} },
    }),
    { refused: BAD_1, line: 14 },
  ),
  row(
    'events',
    'script for a licence',
    changed(ASYNCAPI_2, ['info', 'license'], {
      name: 'a',
      url: SCRIPT_URL,
    }),
    { format: 'asyncapi-2' },
  ),
  row(
    'events',
    'a huge enumeration of events',
    payload({
      type: 'string',
      enum: Array.from({ length: 20_000 }, (_, i) => `v${i}`),
    }),
    { format: 'asyncapi-2' },
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
];
