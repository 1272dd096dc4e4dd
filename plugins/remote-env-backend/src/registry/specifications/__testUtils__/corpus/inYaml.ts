import { stringify } from 'yaml';
import type { SpecificationKind } from '../../worker/protocol';
import { changed, row, type BrokenDocument } from './BrokenDocument';
import {
  ASYNCAPI_1,
  ASYNCAPI_2,
  ASYNCAPI_3,
  OPENAPI_30,
  OPENAPI_31,
  OPENAPI_32,
  SWAGGER,
} from './samples';

const FORMATS: [SpecificationKind, string, object][] = [
  ['api', 'Swagger 2.0', SWAGGER],
  ['api', 'OpenAPI 3.0', OPENAPI_30],
  ['api', 'OpenAPI 3.1', OPENAPI_31],
  ['api', 'OpenAPI 3.2', OPENAPI_32],
  ['events', 'AsyncAPI 1', ASYNCAPI_1],
  ['events', 'AsyncAPI 2', ASYNCAPI_2],
  ['events', 'AsyncAPI 3', ASYNCAPI_3],
];

/** Of each format in YAML: cut off, and wrong where the syntax is right. */
export const IN_YAML: BrokenDocument[] = FORMATS.flatMap(
  ([kind, what, document]) => [
    row(kind, `${what} in YAML, cut off in a text`, cutOff(document), {
      refused: /^is not well-formed/,
      line: lineOf(cutOff(document), "title: 'Or"),
    }),
    row(
      kind,
      `${what} in YAML with a number for its title`,
      withNumber(document),
      {
        refused: /^is not a valid .*\/info\/title/,
        line: lineOf(withNumber(document), 'title: 5'),
      },
    ),
  ],
);

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
