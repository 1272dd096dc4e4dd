/** `TYPE[:VERSION]`: types may hold colons, versions do not. */
export function parseEventType(text: string): {
  type: string;
  version?: string;
} {
  const at = text.lastIndexOf(':');
  return at > 0
    ? { type: text.slice(0, at), version: text.slice(at + 1) }
    : { type: text };
}
