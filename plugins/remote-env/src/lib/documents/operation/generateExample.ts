import { isObject, type JsonObject } from '../json';
import { isSet, listIn, own, textIn } from './readers';
import type { References } from './References';
import { schemaChildren } from './schemaChildren';
import { fieldOf, firstOf, schemaPieces } from './schemaPieces';
import { itemsIn, typesIn, variantsIn } from './schemaType';

/** Objects within objects. */
const MAX_DEPTH = 6;
/** Values of one example; what comes later is left out. */
const MAX_VALUES = 800;

/** Values of texts by their format (OpenAPI format registry). */
const TEXTS: ReadonlyMap<string, string> = new Map([
  ['date', '2030-01-31'],
  ['date-time', '2030-01-31T12:00:00Z'],
  ['time', '12:00:00Z'],
  ['duration', 'P1D'],
  ['email', 'name@example.com'],
  ['hostname', 'example.com'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['uri', 'https://example.com'],
  ['url', 'https://example.com'],
  ['uuid', '00000000-0000-4000-8000-000000000000'],
  ['byte', 'dGV4dA=='],
]);

/**
 * A value that a schema allows, as far as that is known without solving it: what the schema gives as example or default,
 * else something of its type.
 *
 * @param leftOut - mark of properties that do not belong into it: `readOnly` ones are not sent, `writeOnly` ones do not come back
 */
export function generateExample(
  references: References,
  schema: unknown,
  leftOut: 'readOnly' | 'writeOnly',
): unknown {
  let values = 0;

  const make = (
    given: unknown,
    depth: number,
    above: Set<JsonObject>,
  ): unknown => {
    values += 1;
    const { pieces } = schemaPieces(references, given);
    const said = givenValue(pieces);
    if (said !== undefined) {
      return said;
    }
    if (depth > MAX_DEPTH || pieces.some(piece => above.has(piece))) {
      return emptyOf(pieces);
    }
    const within = new Set([...above, ...pieces]);
    const types = typesIn(pieces);
    const type = types.find(each => each !== 'null') ?? types[0];
    const [variant] = variantsIn(pieces);
    if (type === 'array') {
      const items = itemsIn(pieces);
      return items === undefined ? [] : [make(items, depth + 1, within)];
    }
    if (type === 'object' || (type === undefined && variant === undefined)) {
      return isObject(given) ? object(pieces, depth, within) : null;
    }
    if (type === undefined) {
      return make(variant, depth + 1, within);
    }
    return scalar(type, pieces);
  };

  const object = (
    pieces: readonly JsonObject[],
    depth: number,
    above: Set<JsonObject>,
  ): JsonObject => {
    const made: [string, unknown][] = [];
    for (const { kind, label, schema: each } of schemaChildren(pieces)) {
      if (values >= MAX_VALUES) {
        break;
      }
      const marks = schemaPieces(references, each).pieces;
      if (marks.some(piece => isSet(piece, leftOut))) {
        continue;
      }
      if (kind === 'properties') {
        made.push([label, make(each, depth + 1, above)]);
      } else if (kind === 'additionalProperties') {
        made.push(['name', make(each, depth + 1, above)]);
      }
    }
    const [variant] = variantsIn(pieces);
    const more =
      variant === undefined || values >= MAX_VALUES
        ? undefined
        : make(variant, depth + 1, above);
    return {
      ...(isObject(more) && more),
      // A property may be named `__proto__`: this makes it one, and changes nothing else.
      ...Object.fromEntries(made),
    };
  };

  return make(schema, 0, new Set());
}

function givenValue(pieces: readonly JsonObject[]): unknown {
  return firstOf(
    pieces,
    piece =>
      own(piece, 'example') ??
      listIn(piece, 'examples')[0] ??
      own(piece, 'const') ??
      own(piece, 'default') ??
      listIn(piece, 'enum')[0],
  );
}

function emptyOf(pieces: readonly JsonObject[]): unknown {
  const [type] = typesIn(pieces);
  if (type === 'array') {
    return [];
  }
  return type === 'object' || type === undefined ? {} : scalar(type, pieces);
}

function scalar(type: string, pieces: readonly JsonObject[]): unknown {
  switch (type) {
    case 'integer':
    case 'number': {
      const least = fieldOf(pieces, 'minimum');
      return typeof least === 'number' ? least : 0;
    }
    case 'boolean':
      return true;
    case 'null':
      return null;
    default: {
      const format = firstOf(pieces, piece => textIn(piece, 'format'));
      return TEXTS.get(format ?? '') ?? 'text';
    }
  }
}
