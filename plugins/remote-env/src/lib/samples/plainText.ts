/*
 * Names and values of documents go into code that people paste. What no reader sees must not be in it: terminals take control
 * characters for keys, and others turn around the order in which code is shown.
 */

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const CONTROLS = /\p{Cc}/gu;
const LONE_SURROGATES = /\p{Cs}/gu;

/** A text that can be sent: UTF-8 has nothing for halves of a character. */
export function sendable(text: string): string {
  return text.replace(LONE_SURROGATES, '\uFFFD');
}

/** Writes each invisible character by its code. */
export function withoutInvisible(
  text: string,
  escape: (character: string) => string,
): string {
  return text.replace(INVISIBLE, escape);
}

/** JSON in lines, its invisible characters escaped as JSON allows it. */
export function visibleJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2) ?? 'null';
  return withoutInvisible(text, character =>
    character === '\n' ? character : utf16Escapes(character),
  );
}

/** `\uXXXX`, twice for characters beyond 16 bits. */
export function utf16Escapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** The value of a header: printable ASCII, all else of it percent-encoded. */
export function headerText(text: string): string {
  return sendable(text)
    .replace(CONTROLS, ' ')
    .trim()
    .replace(/[^ -~]/gu, encodeURIComponent);
}

/** Names of parts of a form: what their header, or curl, would take for something else is percent-encoded, as browsers do. */
export function partName(text: string): string {
  return sendable(text).replace(/["=\\\p{Cc}]/gu, encodeURIComponent);
}
