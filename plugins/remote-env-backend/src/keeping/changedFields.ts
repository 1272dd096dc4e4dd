import { isDeepStrictEqual } from 'node:util';

/**
 * Paths of what differs between two objects, as `spec.hostName`; a whole list counts as one field.
 *
 * @param path - of the values themselves
 */
export function changedFields(
  from: unknown,
  to: unknown,
  path: string = '',
): string[] {
  if (isDeepStrictEqual(from, to)) {
    return [];
  }
  if (!isObject(from) || !isObject(to)) {
    return [path];
  }
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].flatMap(key =>
    changedFields(from[key], to[key], path ? `${path}.${key}` : key),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
