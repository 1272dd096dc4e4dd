import type { Place } from './syntax.ts';

type Path = readonly (string | number)[];

/** What is looked for below a value, by key or index. */
interface Wanted {
  below: Map<string, Wanted>;
  /** Where the value begins, once it was met. */
  at?: number;
}

/** An object or list that is open. */
interface Open {
  wanted: Wanted | undefined;
  /** Of the next value of a list; undefined in an object. */
  index: number | undefined;
  /** Of the next value of an object, once it was read. */
  key: string | undefined;
}

const TOKENS = /[{}[\]]|"(?:[^"\\]+|\\.)*"|[^\s{}[\]:,"]+/g;

/**
 * Where the values under some paths begin, in one pass over the text whatever its size; for a path that leads nowhere,
 * where the value is that it stops in.
 *
 * @param json - well-formed
 */
export function jsonPlaces(
  json: string,
  paths: readonly Path[],
): (Place | undefined)[] {
  const root: Wanted = { below: new Map() };
  for (const path of paths) {
    let wanted = root;
    for (const step of path) {
      const key = String(step);
      const next: Wanted = wanted.below.get(key) ?? { below: new Map() };
      wanted.below.set(key, next);
      wanted = next;
    }
  }
  meet(json, root);
  return paths.map(path => {
    let found = root;
    for (const step of path) {
      const next = found.below.get(String(step));
      if (next?.at === undefined) {
        break;
      }
      found = next;
    }
    return found.at === undefined ? undefined : placeAt(json, found.at);
  });
}

/** Where a text first nests deeper than this. */
export function deepPlace(json: string, levels: number): Place | undefined {
  let depth = 0;
  for (const { 0: token, index } of json.matchAll(TOKENS)) {
    if (token === '{' || token === '[') {
      depth += 1;
      if (depth > levels) {
        return placeAt(json, index);
      }
    } else if (token === '}' || token === ']') {
      depth -= 1;
    }
  }
  return undefined;
}

/** Notes where each wanted value begins. */
function meet(json: string, root: Wanted): void {
  const open: Open[] = [];
  const begin = (at: number): Wanted | undefined => {
    const into = open.at(-1);
    if (!into) {
      root.at = at;
      return root;
    }
    const key = into.key ?? String(into.index);
    into.key = undefined;
    if (into.index !== undefined) {
      into.index += 1;
    }
    const wanted = into.wanted?.below.get(key);
    if (wanted) {
      wanted.at = at;
    }
    return wanted;
  };
  for (const { 0: token, index } of json.matchAll(TOKENS)) {
    const into = open.at(-1);
    if (token === '{' || token === '[') {
      open.push({
        wanted: begin(index),
        index: token === '[' ? 0 : undefined,
        key: undefined,
      });
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (into?.index === undefined && into && into.key === undefined) {
      // Only keys of what is looked into have to be read.
      into.key = into.wanted ? String(JSON.parse(token)) : token;
    } else {
      begin(index);
    }
  }
}

function placeAt(text: string, at: number): Place {
  let line = 1;
  let start = 0;
  for (
    let end = text.indexOf('\n');
    end >= 0 && end < at;
    end = text.indexOf('\n', start)
  ) {
    line += 1;
    start = end + 1;
  }
  return { line, column: at - start + 1 };
}
