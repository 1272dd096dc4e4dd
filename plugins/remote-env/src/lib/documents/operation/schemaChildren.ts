import { isObject, type JsonObject } from '../json';
import { entriesIn, listIn, own, textsIn } from './readers';

/** How a schema lies below another one. */
export type ChildKind =
  | 'properties'
  | 'patternProperties'
  | 'additionalProperties'
  | 'dependentSchemas'
  | 'prefixItems'
  | 'contains'
  | 'oneOf'
  | 'anyOf'
  | 'not'
  | 'if'
  | 'then'
  | 'else';

export interface ChildSchema {
  kind: ChildKind;
  label: string;
  required: boolean;
  schema: unknown;
}

const NAMED = ['properties', 'patternProperties', 'dependentSchemas'] as const;
const NUMBERED = ['prefixItems', 'oneOf', 'anyOf'] as const;
const SINGLE = [
  'additionalProperties',
  'contains',
  'not',
  'if',
  'then',
  'else',
] as const;

export function hasChildren(pieces: readonly JsonObject[]): boolean {
  return pieces.some(
    piece =>
      NAMED.some(kind => entriesIn(piece, kind).length > 0) ||
      NUMBERED.some(kind => listIn(piece, kind).length > 0) ||
      SINGLE.some(kind => saysSomething(single(piece, kind))),
  );
}

/** What lies directly below a schema; of properties that several pieces have, the first one's. */
export function schemaChildren(pieces: readonly JsonObject[]): ChildSchema[] {
  const required = new Set(pieces.flatMap(each => textsIn(each, 'required')));
  return [
    ...NAMED.flatMap(kind => {
      const byName = new Map<string, unknown>();
      for (const [name, schema] of pieces.flatMap(p => entriesIn(p, kind))) {
        if (!byName.has(name)) {
          byName.set(name, schema);
        }
      }
      return [...byName].map(([label, schema]) => ({
        kind,
        label,
        required: kind === 'properties' && required.has(label),
        schema,
      }));
    }),
    ...SINGLE.flatMap(kind =>
      pieces
        .map(piece => single(piece, kind))
        .filter(saysSomething)
        .map(schema => ({ kind, label: '', required: false, schema })),
    ),
    ...NUMBERED.flatMap(kind =>
      pieces
        .flatMap(piece => listIn(piece, kind))
        .map((schema, index) => ({
          kind,
          label: String(index + 1),
          required: false,
          schema,
        })),
    ),
  ];
}

/** Without a condition, what would follow from it means nothing (JSON Schema 2020-12 section 10.2.2). */
function single(piece: JsonObject, kind: (typeof SINGLE)[number]): unknown {
  return (kind === 'then' || kind === 'else') && !Object.hasOwn(piece, 'if')
    ? undefined
    : own(piece, kind);
}

/** `true`, `false` and an empty schema leave nothing to be shown. */
function saysSomething(schema: unknown): boolean {
  return isObject(schema) && Object.keys(schema).length > 0;
}
