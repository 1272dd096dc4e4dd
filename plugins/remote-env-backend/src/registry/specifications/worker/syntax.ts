import {
  isAlias,
  isNode,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type ParseOptions,
} from 'yaml';
import { deepPlace, jsonPlaces } from './jsonPlaces.ts';
import { Refusal } from './refusal.ts';

/** Where in a text something is; both from 1. */
export interface Place {
  line: number;
  column: number;
}

/** A text as data. */
export interface Parsed {
  value: Record<string, unknown>;
  json: boolean;
  /** The place of what stands under this path; undefined when it cannot be told. */
  placeOf(path: readonly (string | number)[]): Place | undefined;
  /** The same for several, for the price of one. */
  placesOf(
    paths: readonly (readonly (string | number)[])[],
  ): (Place | undefined)[];
}

/** Levels of a document. Real ones have some thirty; whoever reads them later may well do so by recursion. */
const MAX_DEPTH = 1000;

/** Reading YAML a second time to find a place is worth it up to this many characters. */
const MAX_LOCATED = 2 * 1024 * 1024;

const YAML_OPTIONS = {
  merge: true,
  strict: true,
  uniqueKeys: true,
  prettyErrors: false,
  logLevel: 'error',
} as const satisfies ParseOptions & Record<string, unknown>;

/** A text without the mark that some editors put before it, which JSON does not allow (RFC 8259 section 8.1). */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/**
 * Reads JSON, or else YAML.
 *
 * @throws Refusal with the place where the syntax breaks
 */
export function parseText(text: string): Parsed {
  const json = fromJson(text);
  const value = json ?? fromYaml(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal({ reason: 'is not an object in JSON or YAML' });
  }
  if (isDeeperThan(MAX_DEPTH, value)) {
    throw new Refusal({
      reason: `is nested too deeply: more than ${MAX_DEPTH} levels`,
      ...(json === undefined ? undefined : deepPlace(text, MAX_DEPTH)),
    });
  }
  const placesIn = json === undefined ? locate : jsonPlaces;
  return {
    value: { ...value },
    json: json !== undefined,
    placeOf: path => placesIn(text, [path])[0],
    placesOf: paths => placesIn(text, paths),
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A text that `parseText` has read as YAML, with maps for objects and whole numbers of any size: nothing of it is put into
 * another order.
 */
export function parseYamlInOrder(text: string): unknown {
  return fromYaml(text, { inOrder: true });
}

function fromYaml(text: string, { inOrder = false } = {}): unknown {
  const lines = new LineCounter();
  // YAML does not allow it (section 5.1), and its parser takes it all the same.
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const before = text.slice(0, nul).split('\n');
    throw new Refusal({
      reason: 'is not well-formed: it holds a NUL character',
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
    });
  }
  const document = parseDocument(text, {
    ...YAML_OPTIONS,
    lineCounter: lines,
    intAsBigInt: inOrder,
  });
  const error = document.errors[0];
  if (error) {
    throw new Refusal({
      reason: `is not well-formed: ${error.message}`,
      ...placeAt(lines, error.pos[0]),
    });
  }
  try {
    return document.toJS({ maxAliasCount: 100, mapAsMap: inOrder });
  } catch (cause) {
    // Aliases that multiply beyond measure, or of nothing.
    throw new Refusal({
      reason: `is not well-formed: ${messageOf(cause)}`,
      ...placeOfBadAlias(document, lines),
    });
  }
}

function placeOfBadAlias(
  document: Document,
  lines: LineCounter,
): Place | undefined {
  let at: number | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (isAlias(alias) && !alias.resolve(document)) {
        at = alias.range?.[0];
        return visit.BREAK;
      }
      return undefined;
    },
  });
  return at === undefined ? undefined : placeAt(lines, at);
}

/** Level by level, since documents may nest deeper than calls can. */
function isDeeperThan(limit: number, document: unknown): boolean {
  let level = [document].filter(isContainer);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) {
      return true;
    }
    // Aliases of YAML make one object stand in many places.
    level = [...new Set(level.flatMap(each => Object.values(each)))].filter(
      isContainer,
    );
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function locate(
  text: string,
  paths: readonly (readonly (string | number)[])[],
): (Place | undefined)[] {
  if (text.length > MAX_LOCATED || paths.length === 0) {
    return paths.map(() => undefined);
  }
  const lines = new LineCounter();
  const document: Document = parseDocument(text, {
    ...YAML_OPTIONS,
    lineCounter: lines,
  });
  return paths.map(path => {
    // What is missing has no place; what it is missing from has.
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(
        keysOf(document, path.slice(0, length)),
        true,
      );
      if (isNode(node) && node.range) {
        return placeAt(lines, node.range[0]);
      }
    }
    return undefined;
  });
}

/** Keys such as `200` are numbers in YAML and strings in a JSON pointer. */
function keysOf(
  document: Document,
  path: readonly (string | number)[],
): (string | number)[] {
  const keys: (string | number)[] = [];
  for (const key of path) {
    const numeric = Number(key);
    const asNumber =
      Number.isInteger(numeric) && !document.hasIn([...keys, key]);
    keys.push(asNumber ? numeric : key);
  }
  return keys;
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
