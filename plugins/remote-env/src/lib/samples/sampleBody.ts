import { isObject, type JsonObject } from '../documents/json';
import { generateExample } from '../documents/operation/generateExample';
import { entriesIn, isSet, own, textIn } from '../documents/operation/readers';
import type { References } from '../documents/operation/References';
import {
  fieldOf,
  firstOf,
  schemaPieces,
} from '../documents/operation/schemaPieces';
import { schemaChildren } from '../documents/operation/schemaChildren';
import { itemsIn } from '../documents/operation/schemaType';
import { fileFor, isPlainValue, mediaTypeOf } from './placeholders';
import { partName, sendable, visibleJson } from './plainText';
import type { SampleBody, SamplePart } from './model';
import { valueText } from './serializeParameter';

/** Characters of a body in code; a longer one is read from a file. */
const MAX_INLINE = 16_000;
/** Fields of a form. */
const MAX_FIELDS = 50;

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/;
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';

/** In which of the types that an operation takes a sample sends its body. */
const PREFERRED = [
  (type: string) => JSON_TYPE.test(type),
  (type: string) => type === FORM,
  (type: string) => type === MULTIPART,
  () => true,
];

/** @param requestBody - in the shape of OpenAPI 3; undefined is returned where there is nothing to send */
export function sampleBody(
  references: References,
  requestBody: unknown,
): SampleBody | undefined {
  const contents = entriesIn(references.target(requestBody).value, 'content');
  const typed = contents.map(([given, media]) => ({
    type: given === '*/*' ? 'application/json' : mediaTypeOf(given),
    media: references.target(media).value,
  }));
  const chosen = PREFERRED.flatMap(fits =>
    typed.filter(({ type }) => fits(type)),
  )[0];
  if (!chosen) {
    return undefined;
  }
  const { media, type } = chosen;
  if (type === FORM || type === MULTIPART) {
    const parts = partsOf(references, media);
    return type === MULTIPART
      ? {
          kind: 'multipart',
          parts: parts.map(part => ({ ...part, name: partName(part.name) })),
        }
      : { kind: 'form', fields: parts.map(fieldOfPart) };
  }
  const example = exampleOf(references, media);
  return JSON_TYPE.test(type)
    ? jsonBody(type, example ?? madeOf(references, media))
    : textBody(type, example);
}

function jsonBody(type: string, example: unknown): SampleBody | undefined {
  if (example === undefined) {
    return undefined;
  }
  const value = typeof example === 'string' ? readJson(example) : example;
  const text = visibleJson(value);
  if (text.length > MAX_INLINE) {
    return { kind: 'file', type, file: fileFor('body', type) };
  }
  return isPlainValue(value)
    ? { kind: 'json', type, value }
    : { kind: 'text', type, text };
}

/** Examples of JSON are often written as the text that is sent; any other text is a value. */
function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : text;
  } catch {
    return text;
  }
}

function textBody(type: string, example: unknown): SampleBody {
  const text = example === undefined ? '' : sendable(valueText(example));
  return text === '' || text.length > MAX_INLINE
    ? { kind: 'file', type, file: fileFor('body', type) }
    : { kind: 'text', type, text };
}

function exampleOf(references: References, media: JsonObject): unknown {
  const [[, first] = ['', undefined]] = entriesIn(media, 'examples');
  const example = references.target(first).value;
  return (
    own(media, 'example') ??
    own(example, 'value') ??
    own(example, 'dataValue') ??
    own(example, 'serializedValue')
  );
}

function madeOf(references: References, media: JsonObject): unknown {
  const schema = own(media, 'schema');
  return isObject(schema)
    ? generateExample(references, schema, 'readOnly')
    : undefined;
}

/** Fields of a form, each value of a list on its own. */
function partsOf(references: References, media: JsonObject): SamplePart[] {
  const { pieces } = schemaPieces(references, own(media, 'schema'));
  const given = exampleOf(references, media);
  const values = isObject(given) ? given : {};
  const encodings = own(media, 'encoding');
  const parts: SamplePart[] = [];
  for (const { kind, label, schema } of schemaChildren(pieces)) {
    const field = schemaPieces(references, schema).pieces;
    if (
      kind !== 'properties' ||
      field.some(piece => isSet(piece, 'readOnly')) ||
      parts.length >= MAX_FIELDS
    ) {
      continue;
    }
    const encoding = isObject(encodings) ? own(encodings, label) : undefined;
    const type =
      textIn(isObject(encoding) ? encoding : {}, 'contentType') ?? '';
    const name = sendable(label);
    const items = schemaPieces(references, itemsIn(field)).pieces;
    if (isFile(field) || isFile(items)) {
      const named = mediaTypeOf(type || mediaTypeIn(field));
      parts.push({ name, type: named, file: fileFor(label, named) });
      continue;
    }
    const value =
      own(values, label) ?? generateExample(references, schema, 'readOnly');
    for (const each of Array.isArray(value) ? value : [value]) {
      parts.push({
        name,
        ...partTypeOf(type, each),
        text: sendable(isObject(each) ? visibleJson(each) : valueText(each)),
      });
    }
  }
  return parts;
}

function partTypeOf(given: string, value: unknown): { type?: string } {
  if (given !== '') {
    return { type: mediaTypeOf(given) };
  }
  return isObject(value) ? { type: 'application/json' } : {};
}

/** Bytes, in the words of OpenAPI 2, 3.0 and 3.1. */
function isFile(pieces: readonly JsonObject[]): boolean {
  return (
    fieldOf(pieces, 'type') === 'file' ||
    fieldOf(pieces, 'format') === 'binary' ||
    (fieldOf(pieces, 'contentMediaType') !== undefined &&
      fieldOf(pieces, 'contentEncoding') === undefined)
  );
}

function mediaTypeIn(pieces: readonly JsonObject[]): string {
  return firstOf(pieces, piece => textIn(piece, 'contentMediaType')) ?? '';
}

function fieldOfPart(part: SamplePart): [string, string] {
  return [part.name, 'file' in part ? part.file : part.text];
}
