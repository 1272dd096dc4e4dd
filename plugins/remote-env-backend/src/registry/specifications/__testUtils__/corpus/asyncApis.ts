import {
  changed,
  row,
  wrongTypes,
  type BrokenDocument,
} from './BrokenDocument';
import { ASYNCAPI_1, ASYNCAPI_2, ASYNCAPI_3, OPENAPI_30 } from './samples';

const BAD_1 = /^is not a valid AsyncAPI 1\.2\.0 document/;
const BAD_2 = /^is not a valid AsyncAPI 2\.6\.0 document/;
const BAD_3 = /^is not a valid AsyncAPI 3\.0\.0 document/;

const MESSAGE = ['channels', 'order.created.v1', 'subscribe', 'message'];
const message = (value: unknown) => changed(ASYNCAPI_2, MESSAGE, value);

/** AsyncAPI documents that break their own rules. */
export const ASYNCAPIS: BrokenDocument[] = [
  ...wrongTypes(
    'events',
    'AsyncAPI 1',
    ASYNCAPI_1,
    {
      info: 'Orders',
      'info title': 5,
      topics: 'order.created',
      'topics order.created.v1': 5,
      'topics order.created.v1 publish': 'created',
      servers: 'mqtt.example',
      'servers 0': 'mqtt.example',
      components: [],
      'components messages created': 'An order',
      'components messages created summary': 5,
    },
    BAD_1,
  ),
  ...wrongTypes(
    'events',
    'AsyncAPI 2',
    ASYNCAPI_2,
    {
      info: null,
      'info version': 1,
      channels: [],
      'channels order.created.v1': 'created',
      'channels order.created.v1 subscribe': [],
      'channels order.created.v1 subscribe operationId': {},
      'channels order.created.v1 subscribe message': 'created',
      'channels order.created.v1 subscribe message name': 5,
      'channels order.created.v1 subscribe message payload properties': 'code',
    },
    BAD_2,
  ),
  ...wrongTypes(
    'events',
    'AsyncAPI 3',
    ASYNCAPI_3,
    {
      info: [],
      'info title': 1,
      channels: 'created',
      'channels created': 5,
      'channels created address': 5,
      'channels created messages': [],
      operations: 'send',
      'operations sendCreated': 'send',
      'operations sendCreated action': 'shout',
      'operations sendCreated channel': 5,
    },
    BAD_3,
  ),
  row(
    'events',
    'AsyncAPI 1 without topics',
    { asyncapi: '1.2.0', info: { title: 'a', version: '1' } },
    { refused: BAD_1 },
  ),
  row(
    'events',
    'AsyncAPI 1 without info',
    { asyncapi: '1.2.0', topics: {} },
    { refused: BAD_1, line: 1 },
  ),
  row(
    'events',
    'AsyncAPI 1.3, which there never was',
    { ...ASYNCAPI_1, asyncapi: '1.3.0' },
    { refused: /^has asyncapi: "1.3.0", which is not supported/, line: 2 },
  ),
  row(
    'events',
    'AsyncAPI 0',
    { asyncapi: '0.9.0' },
    { refused: /^has asyncapi: "0.9.0"/ },
  ),
  row(
    'events',
    'AsyncAPI 4',
    { asyncapi: '4.0.0' },
    { refused: /^has asyncapi: "4.0.0"/ },
  ),
  row(
    'events',
    'AsyncAPI 2.99',
    { ...ASYNCAPI_2, asyncapi: '2.99.0' },
    { refused: /is not a valid AsyncAPI 2.99.0/ },
  ),
  row('events', 'AsyncAPI by a number', 'asyncapi: 2.6\n', {
    refused: /^has asyncapi: 2.6, which/,
    line: 1,
  }),
  row(
    'events',
    'AsyncAPI by a list',
    { asyncapi: ['2.6.0'] },
    { refused: /^has asyncapi: \["2.6.0"\]/ },
  ),
  row(
    'events',
    'AsyncAPI 2 with topics',
    { ...ASYNCAPI_1, asyncapi: '2.6.0' },
    { refused: BAD_2 },
  ),
  row(
    'events',
    'AsyncAPI 3 with the channels of 2',
    { ...ASYNCAPI_2, asyncapi: '3.0.0' },
    { refused: BAD_3 },
  ),
  row(
    'events',
    'AsyncAPI 2 with the operations of 3',
    { ...ASYNCAPI_3, asyncapi: '2.6.0' },
    { refused: BAD_2 },
  ),
  row('events', 'an OpenAPI document for events', OPENAPI_30, {
    refused: /^has no field 'asyncapi'/,
  }),
  row(
    'events',
    'AsyncAPI and OpenAPI at once',
    { ...OPENAPI_30, asyncapi: '2.6.0' },
    { refused: BAD_2 },
  ),
  row(
    'events',
    'AsyncAPI 3 and OpenAPI at once',
    { ...ASYNCAPI_3, openapi: '3.1.0' },
    { refused: BAD_3 },
  ),
  row('events', 'XML for events', '<events/>', {
    refused: /^is XML, which is not supported/,
  }),
  row(
    'events',
    'a message that there is not',
    message({ $ref: '#/components/messages/none' }),
    { refused: BAD_2 },
  ),
  row(
    'events',
    'a message of AsyncAPI 1 that there is not',
    changed(ASYNCAPI_1, ['topics', 'order.created.v1', 'publish'], {
      $ref: '#/components/messages/none',
    }),
    { refused: BAD_1 },
  ),
  row(
    'events',
    'parameters of AsyncAPI 1 without a name in the topic',
    changed(
      ASYNCAPI_1,
      ['topics', 'order.paid.v1', 'parameters'],
      [{ schema: {} }],
    ),
    { refused: BAD_1 },
  ),
  row(
    'events',
    'an operation of AsyncAPI 3 on a channel that there is not',
    changed(ASYNCAPI_3, ['operations', 'sendCreated', 'channel'], {
      $ref: '#/channels/none',
    }),
    { refused: BAD_3 },
  ),
  row(
    'events',
    'operations of one name',
    {
      ...ASYNCAPI_2,
      channels: {
        a: { publish: { operationId: 'x', message: {} } },
        b: { publish: { operationId: 'x', message: {} } },
      },
    },
    { refused: BAD_2 },
  ),
  row(
    'events',
    'a schema format that nobody knows',
    message({ schemaFormat: 'application/x-unknown', payload: {} }),
    { format: 'asyncapi-2' },
  ),
];
