import { BINDING_TOKEN_HEADER } from '@remote-env/plugin-remote-env-common';
import type { JsonObject } from '../documents/json';
import {
  firstOperation,
  operationAt,
  type FoundOperation,
} from '../documents/operation/findOperation';
import { entriesIn, own, textIn } from '../documents/operation/readers';
import { References } from '../documents/operation/References';
import { shapedOperation } from '../documents/operation/shapedOperation';
import { parameterStyle, parameterValue } from './parameterValue';
import { mediaTypeOf, placeholderFor } from './placeholders';
import { headerText } from './plainText';
import { sampleBody } from './sampleBody';
import type { SampleBody, SampleRequest } from './model';
import {
  headerValue,
  pathText,
  percentEncode,
  queryParts,
  type ParameterStyle,
} from './serializeParameter';

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
/** Refused by the API proxy, or not a call to the system. */
const NO_CALLS = new Set(['TRACE', 'CONNECT']);
const WITHOUT_BODY = new Set(['GET', 'HEAD']);
/** Headers that the body, the connection or the API proxy decides about; `Accept` follows from the answer. */
const NOT_SET =
  /^(?:accept|authorization|connection|content-length|content-type|cookie|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;

/**
 * The request that a sample makes for one operation of a document.
 *
 * @param document - OpenAPI 2.0 to 3.2
 * @param at - without it the document's only operation
 * @returns undefined where there is none, or none that the API proxy would pass on
 */
export function sampleRequest(
  document: JsonObject,
  at?: { path: string; method: string },
): SampleRequest | undefined {
  const references = References.of(document);
  const found = at
    ? operationAt(document, references, at)
    : firstOperation(document, references);
  const method = found?.method.toUpperCase() ?? '';
  if (
    !found ||
    found.isWebhook ||
    !TOKEN.test(method) ||
    NO_CALLS.has(method)
  ) {
    return undefined;
  }
  return requestOf(document, references, found, method);
}

interface Sent {
  name: string;
  place: string;
  value: unknown;
  style: ParameterStyle;
}

function requestOf(
  document: JsonObject,
  references: References,
  found: FoundOperation,
  method: string,
): SampleRequest | undefined {
  const { operation, parameters } = shapedOperation(
    document,
    references,
    found,
  );
  const isOpenApi2 = own(document, 'swagger') !== undefined;
  const placeholders: string[] = [];
  const sent = parameters.flatMap((parameter): Sent[] => {
    const given = parameterValue(references, parameter);
    const name = textIn(parameter, 'name');
    if (!given || name === undefined) {
      return [];
    }
    if (given.isPlaceholder) {
      placeholders.push(placeholderFor(name));
    }
    const isWritten = own(parameter, 'content') !== undefined;
    return [
      {
        name,
        place: textIn(parameter, 'in') ?? '',
        value:
          isWritten && typeof given.value !== 'string'
            ? JSON.stringify(given.value)
            : given.value,
        style: parameterStyle(parameter, isOpenApi2),
      },
    ];
  });
  const body = WITHOUT_BODY.has(method)
    ? undefined
    : sampleBody(references, own(operation, 'requestBody'));
  const target = targetOf(found.path, sent, placeholders);
  return target === undefined
    ? undefined
    : {
        method,
        target,
        headers: headersOf(references, operation, sent),
        body,
        placeholders: [...new Set([...placeholders, ...filesOf(body)])],
      };
}

/** @returns undefined for a path with dot segments, which the API proxy refuses */
function targetOf(
  template: string,
  sent: readonly Sent[],
  placeholders: string[],
): string | undefined {
  const [beforeFragment = ''] = template.split('#');
  const [pathTemplate = '', ...queryTemplate] = beforeFragment.split('?');
  const path = pathTemplate
    .split(/(\{[^{}]*\})/)
    .map(part => {
      const [, name] = /^\{(.*)\}$/.exec(part) ?? [];
      if (name === undefined) {
        return literal(part);
      }
      const parameter = sent.find(
        each => each.place === 'path' && each.name === name,
      );
      if (parameter) {
        return pathText(name, parameter.value, parameter.style);
      }
      placeholders.push(placeholderFor(name));
      return placeholderFor(name);
    })
    .join('');
  if (path.split('/').some(each => /^(?:\.|%2e){1,2}$/i.test(each))) {
    return undefined;
  }
  const query = [
    literal(queryTemplate.join('?')),
    ...sent.flatMap(({ name, place, value, style }) => {
      if (place === 'query') {
        return queryParts(name, value, style);
      }
      return place === 'querystring' ? literal(String(value)) : [];
    }),
  ].filter(part => part !== '');
  return [
    `/${path.replace(/^\//, '')}`,
    ...(query.length > 0 ? [query.join('&')] : []),
  ].join('?');
}

/** What stands in a path as it is: what may not is encoded, what is encoded stays. */
function literal(text: string): string {
  return text
    .split(/(%[0-9A-Fa-f]{2}|[/:@$,;=&+])/)
    .map((part, index) => (index % 2 === 1 ? part : percentEncode(part)))
    .join('');
}

function headersOf(
  references: References,
  operation: JsonObject,
  sent: readonly Sent[],
): SampleRequest['headers'] {
  const headers = new Map<string, [string, string]>();
  const add = (name: string, value: string) =>
    headers.set(name.toLowerCase(), [name, headerText(value)]);
  const accept = acceptedType(references, operation);
  if (accept) {
    add('Accept', accept);
  }
  for (const { name, place, value, style } of sent) {
    const isOurs = name.toLowerCase() === BINDING_TOKEN_HEADER.toLowerCase();
    if (
      place === 'header' &&
      TOKEN.test(name) &&
      !NOT_SET.test(name) &&
      !isOurs
    ) {
      add(name, headerValue(value, style));
    }
  }
  const cookies = sent
    .filter(({ place }) => place === 'cookie')
    .flatMap(({ name, value, style }) => queryParts(name, value, style));
  if (cookies.length > 0) {
    add('Cookie', cookies.join('; '));
  }
  return [...headers.values()];
}

/** The type of the first good answer, JSON if there is the choice. */
function acceptedType(
  references: References,
  operation: JsonObject,
): string | undefined {
  const responses = entriesIn(operation, 'responses');
  const [, good] =
    responses.find(([status]) => status.startsWith('2')) ??
    responses.find(([status]) => status === 'default') ??
    [];
  const types = entriesIn(references.target(good).value, 'content')
    .map(([type]) => type)
    .filter(type => !type.includes('*'));
  const chosen = types.find(type => /[/+]json\b/i.test(type)) ?? types[0];
  return chosen === undefined ? undefined : mediaTypeOf(chosen);
}

function filesOf(body: SampleBody | undefined): string[] {
  if (body?.kind === 'file') {
    return [body.file];
  }
  return body?.kind === 'multipart'
    ? body.parts.flatMap(part => ('file' in part ? [part.file] : []))
    : [];
}
