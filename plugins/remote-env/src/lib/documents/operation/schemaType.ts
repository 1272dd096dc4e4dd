import { isObject, type JsonObject } from '../json';
import { listIn, own } from './readers';
import type { References } from './References';
import { fieldOf, firstOf, schemaPieces } from './schemaPieces';

/** Arrays within arrays that are told apart; deeper ones, and circles of them, are not. */
export const MAX_ARRAYS = 4;
const MAX_TYPES = 6;

/** The type of a schema in the words of its document: `string (date-time)`, `Order[]`, `integer | null`. */
export function schemaType(
  references: References,
  schema: unknown,
  arrays = 0,
): string {
  if (typeof schema === 'boolean') {
    return schema ? 'any' : 'none';
  }
  const { pieces, name } = schemaPieces(references, schema);
  const variants = variantsIn(pieces);
  let types = typesIn(pieces);
  if (types.length === 0 && variants.length > 0) {
    types = variants
      .slice(0, MAX_TYPES)
      .map(variant => variantType(references, variant));
    if (variants.length > MAX_TYPES) {
      types.push('…');
    }
    return withNull([name ?? types], pieces);
  }
  const format = fieldOf(pieces, 'format');
  return withNull(
    types.map(type => {
      if (type === 'array') {
        return arrayType(references, pieces, arrays);
      }
      if (type === 'object') {
        return name ?? type;
      }
      return typeof format === 'string' && type !== 'null'
        ? `${type} (${format})`
        : type;
    }),
    pieces,
  );
}

function withNull(
  types: (string | string[])[],
  pieces: readonly JsonObject[],
): string {
  const all = new Set(types.flat());
  if (isNullable(pieces)) {
    all.add('null');
  }
  return all.size > 0 ? [...all].join(' | ') : 'any';
}

function isNullable(pieces: readonly JsonObject[]): boolean {
  return pieces.some(
    piece =>
      own(piece, 'nullable') === true || own(piece, 'x-nullable') === true,
  );
}

function arrayType(
  references: References,
  pieces: readonly JsonObject[],
  arrays: number,
): string {
  const items = itemsIn(pieces);
  if (items === undefined || arrays >= MAX_ARRAYS) {
    return 'array';
  }
  const type = schemaType(references, items, arrays + 1);
  return type.includes(' ') ? `(${type})[]` : `${type}[]`;
}

/** Without going into what the variant holds: variants may lead in circles. */
function variantType(references: References, variant: unknown): string {
  const { pieces, name } = schemaPieces(references, variant);
  return name ?? (typesIn(pieces).join(' | ') || 'any');
}

/** Types as they are named, or as the rest of the schema implies them. */
export function typesIn(pieces: readonly JsonObject[]): string[] {
  const named = firstOf(pieces, piece => {
    const type = own(piece, 'type');
    const types = Array.isArray(type) ? type : [type];
    const texts = types.filter(each => typeof each === 'string');
    return texts.length > 0 ? texts.slice(0, MAX_TYPES) : undefined;
  });
  if (named) {
    return named;
  }
  if (
    has(pieces, ['properties', 'patternProperties', 'additionalProperties'])
  ) {
    return ['object'];
  }
  if (has(pieces, ['items', 'prefixItems', 'contains'])) {
    return ['array'];
  }
  const value = firstOf(pieces, piece =>
    Object.hasOwn(piece, 'const') ? piece.const : listIn(piece, 'enum')[0],
  );
  return ['string', 'number', 'boolean'].includes(typeof value)
    ? [typeof value]
    : [];
}

function has(pieces: readonly JsonObject[], fields: string[]): boolean {
  return fields.some(
    field =>
      isObject(fieldOf(pieces, field)) || Array.isArray(fieldOf(pieces, field)),
  );
}

/** What an array holds, where one schema says it. */
export function itemsIn(pieces: readonly JsonObject[]): unknown {
  const items = fieldOf(pieces, 'items');
  return isObject(items) ? items : undefined;
}

/** Alternatives of which one holds, or some. */
export function variantsIn(pieces: readonly JsonObject[]): unknown[] {
  return pieces.flatMap(piece => [
    ...listIn(piece, 'oneOf'),
    ...listIn(piece, 'anyOf'),
  ]);
}
