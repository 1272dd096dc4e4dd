import { isObject, type JsonObject } from '../json';
import { listIn, own, textIn } from './readers';
import type { References } from './References';

/** Schemas that hold together; real ones have ten at most. */
const MAX_PIECES = 64;

/** A schema with all that holds for it as well: what it refers to, and what `allOf` lists. */
export interface SchemaPieces {
  /** Outer ones first: what they say counts more. */
  pieces: JsonObject[];
  /** Under which the document keeps it. */
  name?: string;
  /** References that lead nowhere. */
  missing: string[];
}

/** Reads JSON Schema of OpenAPI 2 to 3.2. Circles end. */
export function schemaPieces(
  references: References,
  schema: unknown,
): SchemaPieces {
  const seen = new Set<JsonObject>();
  const missing: string[] = [];

  const visit = (node: unknown): void => {
    if (!isObject(node) || seen.has(node) || seen.size >= MAX_PIECES) {
      return;
    }
    seen.add(node);
    if (textIn(node, '$ref') !== undefined) {
      const target = references.target(node);
      if (target.missing === undefined) {
        visit(target.value);
      } else {
        missing.push(target.missing);
      }
    }
    listIn(node, 'allOf').forEach(visit);
  };
  visit(schema);
  return { pieces: [...seen], name: nameOf(references, schema), missing };
}

/** One that only adds a description to a named schema (`allOf` of one, as OpenAPI 3.0 needs it) keeps its name. */
function nameOf(references: References, schema: unknown): string | undefined {
  if (!isObject(schema)) {
    return undefined;
  }
  const { name } = references.target(schema);
  const [only, ...others] = listIn(schema, 'allOf');
  return name === undefined && others.length === 0 && !own(schema, 'properties')
    ? references.target(only).name
    : name;
}

/** What the first piece says that says something. */
export function firstOf<T>(
  pieces: readonly JsonObject[],
  read: (piece: JsonObject) => T | undefined,
): T | undefined {
  for (const piece of pieces) {
    const value = read(piece);
    if (value !== undefined) {
      return value;
    }
  }
  return undefined;
}

/** A field of the first piece that has it. */
export function fieldOf(pieces: readonly JsonObject[], field: string): unknown {
  return firstOf(pieces, piece => own(piece, field));
}
