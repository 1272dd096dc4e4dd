/** Characters of a value in a line of text. */
const MAX_SHORT = 120;
/** Characters of an example that a page shows; nobody reads more, and the document can be downloaded. */
const MAX_LONG = 64 * 1024;

/** Values within a value that are written in a line. */
const MAX_VALUES = 50;

/** A value in a line: texts as they are, all else as JSON. Rows have it, many of them at once: a large one is not written at all. */
export function shortJson(value: unknown): string {
  const text = typeof value === 'string' ? value : smallJson(value);
  return text.length > MAX_SHORT ? `${text.slice(0, MAX_SHORT)}…` : text;
}

function smallJson(value: unknown): string {
  let left = MAX_VALUES;
  try {
    const text = JSON.stringify(value, (_, each) => {
      left -= 1;
      if (left < 0) {
        throw new RangeError('Too many values');
      }
      return typeof each === 'string' ? each.slice(0, MAX_SHORT) : each;
    });
    return text ?? '';
  } catch {
    return Array.isArray(value) ? '[…]' : '{…}';
  }
}

/** An example as it would be sent: texts as they are, all else as indented JSON. */
export function exampleText(value: unknown): string {
  const text =
    typeof value === 'string' ? value : JSON.stringify(value, null, 2) ?? '';
  return text.length > MAX_LONG ? `${text.slice(0, MAX_LONG)}\n…` : text;
}
