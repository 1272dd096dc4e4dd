/**
 * The part of a definition (wire-contracts 1.2) that may hold a document.
 *
 * @param body - parsed JSON
 * @param within - field of the body that holds the definition; absent: the body is it
 * @returns nothing where the part is no object
 */
export function holderOf(
  body: unknown,
  within: string | undefined,
  part: 'api' | 'events',
): Record<string, unknown> | undefined {
  const definition = within === undefined ? body : objectOf(body)?.[within];
  return objectOf(objectOf(definition)?.[part]);
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return isObject(value) ? value : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
