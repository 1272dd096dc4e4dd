import { row, type BrokenDocument } from './BrokenDocument';
import * as samples from './samples';

const UTF8 = /is not text in UTF-8/;

const json = (value: unknown) => JSON.stringify(value, null, 1);

/** Documents in other encodings than UTF-8, or broken in it. */
export const ENCODINGS: BrokenDocument[] = [
  row('api', 'a mark before JSON', `\uFEFF${json(samples.OPENAPI_30)}`, {
    format: 'openapi-3.0',
  }),
  row(
    'api',
    'a mark before YAML',
    '\uFEFFopenapi: 3.0.3\ninfo: {title: a, version: "1"}\npaths: {}\n',
    {
      format: 'openapi-3.0',
    },
  ),
  row('api', 'a mark before XML', `\uFEFF${samples.EDMX_4}`, {
    format: 'odata-edmx',
  }),
  row('events', 'a mark before events', `\uFEFF${json(samples.ASYNCAPI_2)}`, {
    format: 'asyncapi-2',
  }),
  row(
    'api',
    'bytes with a mark in UTF-8',
    Buffer.from(`\uFEFF${json(samples.SWAGGER)}`),
    {
      format: 'swagger-2.0',
    },
  ),
  row(
    'api',
    'JSON in UTF-16 with a mark',
    Buffer.from(`\uFEFF${json(samples.OPENAPI_30)}`, 'utf16le'),
    {
      refused: UTF8,
    },
  ),
  row(
    'api',
    'XML in UTF-16 with a mark',
    Buffer.from(`\uFEFF${samples.EDMX_2}`, 'utf16le'),
    {
      refused: UTF8,
    },
  ),
  row(
    'api',
    'JSON in UTF-16 without a mark',
    Buffer.from('{"openapi":"3.0.0"}', 'utf16le'),
    {
      refused: /./,
    },
  ),
  row(
    'api',
    'XML in Latin 1',
    Buffer.from(samples.EDMX_4.replace('known', 'bekannt für'), 'latin1'),
    {
      refused: UTF8,
    },
  ),
  row(
    'api',
    'JSON in Latin 1',
    Buffer.from('{"openapi":"3.0.0","info":{"title":"Aufträge"}}', 'latin1'),
    {
      refused: UTF8,
    },
  ),
  row(
    'api',
    'half a character',
    Buffer.from([...Buffer.from('{"openapi":\n"'), 0xe2, 0x82]),
    {
      refused: UTF8,
      line: 2,
    },
  ),
  row(
    'api',
    'an overlong character',
    Buffer.from([...Buffer.from('openapi: '), 0xc0, 0xaf]),
    {
      refused: UTF8,
    },
  ),
  row(
    'api',
    'half a surrogate in UTF-8',
    Buffer.from([...Buffer.from('openapi: '), 0xed, 0xa0, 0x80]),
    {
      refused: UTF8,
    },
  ),
  row(
    'api',
    'a picture',
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    {
      refused: UTF8,
    },
  ),
  row(
    'api',
    'something compressed',
    Buffer.from('1f8b0800000000000003abe67a0100', 'hex'),
    {
      refused: UTF8,
    },
  ),
];
