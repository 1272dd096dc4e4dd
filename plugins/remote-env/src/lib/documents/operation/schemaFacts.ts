import type { JsonObject } from '../json';
import { isSet, listIn, own, textIn } from './readers';
import { fieldOf, firstOf } from './schemaPieces';
import { typesIn } from './schemaType';
import { shortJson } from './valueText';
import { xmlFact } from './xmlFacts';

/** What a schema demands of a value, or says of it, besides its type. The page has words for each. */
export const FACTS = [
  'const',
  'default',
  'example',
  'minimum',
  'above',
  'maximum',
  'below',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minContains',
  'maxContains',
  'minProperties',
  'maxProperties',
  'contentMediaType',
  'contentEncoding',
  'discriminator',
  'xmlElement',
  'xmlAttribute',
  'xmlNode',
  'xmlWrapped',
  'xmlNamespace',
] as const;

export type FactName = (typeof FACTS)[number];

export interface Fact {
  name: FactName;
  /** As text; empty where the name says it all. */
  value: string;
}

/** Documents say these of other values as well, of which they mean nothing. */
const OF_ARRAYS: ReadonlySet<FactName> = new Set([
  'minItems',
  'maxItems',
  'uniqueItems',
  'minContains',
  'maxContains',
]);

/** In the order of `FACTS`. */
export function schemaFacts(pieces: readonly JsonObject[]): Fact[] {
  const types = typesIn(pieces);
  const mayBeArray = types.length === 0 || types.includes('array');
  return FACTS.flatMap(name => {
    if (OF_ARRAYS.has(name) && !mayBeArray) {
      return [];
    }
    const value = firstOf(pieces, piece => readFact(piece, name));
    return value === undefined ? [] : [{ name, value }];
  });
}

function readFact(piece: JsonObject, name: FactName): string | undefined {
  switch (name) {
    case 'const':
    case 'default':
      return Object.hasOwn(piece, name) ? shortJson(piece[name]) : undefined;
    case 'example': {
      const [first = own(piece, 'example')] = listIn(piece, 'examples');
      return first === undefined ? undefined : shortJson(first);
    }
    case 'minimum':
      return limit(piece, 'minimum', 'exclusiveMinimum', false);
    case 'above':
      return limit(piece, 'minimum', 'exclusiveMinimum', true);
    case 'maximum':
      return limit(piece, 'maximum', 'exclusiveMaximum', false);
    case 'below':
      return limit(piece, 'maximum', 'exclusiveMaximum', true);
    case 'uniqueItems':
      return isSet(piece, name) ? '' : undefined;
    case 'discriminator': {
      const value = own(piece, name);
      return typeof value === 'object' && value !== null
        ? textIn({ ...value }, 'propertyName')
        : textIn(piece, name);
    }
    case 'xmlElement':
    case 'xmlAttribute':
    case 'xmlNode':
    case 'xmlWrapped':
    case 'xmlNamespace':
      return xmlFact(piece, name);
    case 'pattern':
    case 'contentMediaType':
    case 'contentEncoding':
      return textIn(piece, name);
    default:
      return number(own(piece, name));
  }
}

/** The exclusive limit is a number of its own since OpenAPI 3.1, and was a mark on the other one before. */
function limit(
  piece: JsonObject,
  field: string,
  exclusive: string,
  wantsExclusive: boolean,
): string | undefined {
  if (!wantsExclusive) {
    return isSet(piece, exclusive) ? undefined : number(own(piece, field));
  }
  return isSet(piece, exclusive)
    ? number(own(piece, field))
    : number(own(piece, exclusive));
}

function number(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : undefined;
}

/** The values that are allowed, as texts. */
export function schemaChoices(pieces: readonly JsonObject[]): string[] {
  const values = fieldOf(pieces, 'enum');
  return Array.isArray(values)
    ? values.slice(0, 1000).map(value => shortJson(value))
    : [];
}
