/** Characters of a value in a line of text. */
const MAX_SHORT = 120;
/** Characters of an example that a page shows; nobody reads more, and the document can be downloaded. */
const MAX_LONG = 64 * 1024;

/** A value in a line: texts as they are, all else as JSON. */
export function shortJson(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
  return text.length > MAX_SHORT ? `${text.slice(0, MAX_SHORT)}…` : text;
}

/** An example as it would be sent: texts as they are, all else as indented JSON. */
export function exampleText(value: unknown): string {
  const text =
    typeof value === 'string' ? value : JSON.stringify(value, null, 2) ?? '';
  return text.length > MAX_LONG ? `${text.slice(0, MAX_LONG)}\n…` : text;
}
