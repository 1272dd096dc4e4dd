import { Refusal } from './refusal.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Refuses a text in which one object has a key twice, as YAML does: RFC 8259 (section 4) leaves open which of both
 * counts, and `JSON.parse` takes the last without a word.
 *
 * @param json - well-formed
 * @throws Refusal with the place of the second one
 */
export function refuseRepeatedKeys(json: string): void {
  /** What encloses the current place: the keys of an object so far; a list has none. */
  const enclosing: (Set<string> | undefined)[] = [];
  let keys: Set<string> | undefined;
  let isKeyNext = false;
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(json, at);
        if (isKeyNext && keys) {
          const key = textOf(json.slice(at, end + 1));
          if (keys.has(key)) {
            throw new Refusal({
              reason: `is not well-formed: the key ${shortened(
                key,
              )} stands twice in one object`,
              ...placeOf(json, at),
            });
          }
          keys.add(key);
          isKeyNext = false;
        }
        at = end;
        break;
      }
      case OPEN_OBJECT:
        enclosing.push(keys);
        keys = new Set();
        isKeyNext = true;
        break;
      case OPEN_LIST:
        enclosing.push(keys);
        keys = undefined;
        isKeyNext = false;
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        keys = enclosing.pop();
        isKeyNext = false;
        break;
      case COMMA:
        isKeyNext = keys !== undefined;
        break;
      default:
    }
  }
}

/** Where the quote is that ends the string which begins here. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) {
    end = json.indexOf('"', end + 1);
  }
  return end;
}

function isEscaped(json: string, at: number): boolean {
  let before = at;
  while (json.charCodeAt(before - 1) === BACKSLASH) {
    before -= 1;
  }
  return (at - before) % 2 === 1;
}

/** The same key may be written with escapes and without. */
function textOf(quoted: string): string {
  return quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1);
}

/** Keys of strangers go into messages. */
function shortened(key: string): string {
  return JSON.stringify(key.length > 80 ? `${key.slice(0, 80)}…` : key);
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
