/**
 * Cuts the source text of members and elements out of JSON, so that a payload is stored exactly as it was sent:
 * parsing and printing again would change numbers beyond 2^53, escapes and blanks.
 *
 * The text must be valid JSON (`JSON.parse` has accepted it); what is not, gives nonsense.
 */

const BLANK = /[ \t\n\r]/;

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && BLANK.test(text.charAt(at))) {
    at++;
  }
  return at;
}

/** @param from - index of the opening quote; @returns the index after the closing one */
function skipString(text: string, from: number): number {
  let at = from + 1;
  while (text.charAt(at) !== '"') {
    at += text.charAt(at) === '\\' ? 2 : 1;
  }
  return at + 1;
}

function skipNested(text: string, from: number): number {
  let at = from;
  let depth = 0;
  do {
    const c = text.charAt(at);
    if (c === '"') {
      at = skipString(text, at);
      continue;
    }
    if (c === '{' || c === '[') {
      depth++;
    } else if (c === '}' || c === ']') {
      depth--;
    }
    at++;
  } while (depth > 0);
  return at;
}

function skipScalar(text: string, from: number): number {
  let at = from;
  while (at < text.length && !/[,\]} \t\n\r]/.test(text.charAt(at))) {
    at++;
  }
  return at;
}

/** @param from - index of the first character of a value; @returns the index after its last one */
function skipValue(text: string, from: number): number {
  switch (text.charAt(from)) {
    case '"':
      return skipString(text, from);
    case '{':
    case '[':
      return skipNested(text, from);
    default:
      return skipScalar(text, from);
  }
}

/**
 * Source of one member of an object; the last one when the name is there twice, as `JSON.parse` has it.
 *
 * @param object - source of an object
 */
export function memberSource(object: string, name: string): string | undefined {
  let found: string | undefined;
  let at = skipBlanks(object, object.indexOf('{') + 1);
  while (object.charAt(at) === '"') {
    const nameEnd = skipString(object, at);
    const key: unknown = JSON.parse(object.slice(at, nameEnd));
    const start = skipBlanks(object, object.indexOf(':', nameEnd) + 1);
    const end = skipValue(object, start);
    if (key === name) {
      found = object.slice(start, end);
    }
    at = skipBlanks(object, end);
    if (object.charAt(at) === ',') {
      at = skipBlanks(object, at + 1);
    }
  }
  return found;
}

/** @param array - source of an array; @returns the source of each element */
export function elementSources(array: string): string[] {
  const elements: string[] = [];
  let at = skipBlanks(array, array.indexOf('[') + 1);
  while (at < array.length && array.charAt(at) !== ']') {
    const end = skipValue(array, at);
    elements.push(array.slice(at, end));
    at = skipBlanks(array, end);
    if (array.charAt(at) === ',') {
      at = skipBlanks(array, at + 1);
    }
  }
  return elements;
}
