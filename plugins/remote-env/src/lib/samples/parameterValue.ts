import type { JsonObject } from '../documents/json';
import { generateExample } from '../documents/operation/generateExample';
import {
  entriesIn,
  isSet,
  listIn,
  own,
  textIn,
} from '../documents/operation/readers';
import type { References } from '../documents/operation/References';
import { firstOf, schemaPieces } from '../documents/operation/schemaPieces';
import { itemsIn, typesIn } from '../documents/operation/schemaType';
import { placeholderFor } from './placeholders';
import type { ParameterStyle } from './serializeParameter';

/**
 * What a sample sends for a parameter: what the document gives as example or default, else, where there has to be one, a placeholder.
 *
 * @returns undefined for a parameter that is left out
 */
export function parameterValue(
  references: References,
  parameter: JsonObject,
): { value: unknown; isPlaceholder: boolean } | undefined {
  const [[, content] = ['', undefined]] = entriesIn(parameter, 'content');
  const media = references.target(content).value;
  const schema = own(media, 'schema') ?? own(parameter, 'schema') ?? {};
  const { pieces } = schemaPieces(references, schema);
  const value =
    exampleIn(references, parameter) ??
    exampleIn(references, media) ??
    firstOf(pieces, givenIn);
  const isRequired =
    isSet(parameter, 'required') || own(parameter, 'in') === 'path';
  if (value !== undefined) {
    return isRequired || !isSet(parameter, 'deprecated')
      ? { value, isPlaceholder: false }
      : undefined;
  }
  if (!isRequired) {
    return undefined;
  }
  const choice = firstOf(pieces, piece => listIn(piece, 'enum')[0]);
  if (choice !== undefined) {
    return { value: choice, isPlaceholder: false };
  }
  const [type] = typesIn(pieces);
  const placeholder = placeholderFor(textIn(parameter, 'name') ?? '');
  if (type === 'object') {
    const made = generateExample(references, schema, 'readOnly');
    return { value: made, isPlaceholder: false };
  }
  if (type === 'array') {
    const items = schemaPieces(references, itemsIn(pieces)).pieces;
    const item =
      firstOf(items, givenIn) ??
      firstOf(items, piece => listIn(piece, 'enum')[0]);
    return {
      value: [item ?? placeholder],
      isPlaceholder: item === undefined,
    };
  }
  return { value: placeholder, isPlaceholder: true };
}

function exampleIn(references: References, node: JsonObject): unknown {
  const [[, first] = ['', undefined]] = entriesIn(node, 'examples');
  const example = references.target(first).value;
  return (
    own(node, 'example') ??
    own(node, 'x-example') ??
    own(example, 'value') ??
    own(example, 'dataValue')
  );
}

function givenIn(piece: JsonObject): unknown {
  return (
    own(piece, 'example') ??
    listIn(piece, 'examples')[0] ??
    own(piece, 'const') ??
    own(piece, 'default')
  );
}

/** Of OpenAPI 2.0, where `multi` is the only one that repeats the name. */
const COLLECTIONS: ReadonlyMap<string, string> = new Map([
  ['ssv', 'spaceDelimited'],
  ['tsv', 'tabDelimited'],
  ['pipes', 'pipeDelimited'],
]);

/** @param isOpenApi2 - of which version the document is: they differ in what holds when nothing is said */
export function parameterStyle(
  parameter: JsonObject,
  isOpenApi2: boolean,
): ParameterStyle {
  if (isOpenApi2) {
    const collection = textIn(parameter, 'collectionFormat') ?? 'csv';
    return {
      style: COLLECTIONS.get(collection) ?? 'form',
      explode: collection === 'multi',
      allowReserved: false,
    };
  }
  const place = textIn(parameter, 'in') ?? '';
  const style =
    textIn(parameter, 'style') ??
    (['query', 'cookie'].includes(place) ? 'form' : 'simple');
  const explode = own(parameter, 'explode');
  return {
    style,
    explode: typeof explode === 'boolean' ? explode : style === 'form',
    allowReserved: isSet(parameter, 'allowReserved'),
  };
}
