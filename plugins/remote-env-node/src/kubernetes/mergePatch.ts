import { isDeepStrictEqual } from 'node:util';

/**
 * The JSON merge patch (RFC 7386) that makes one value of another: what neither of them knows stays as it is where
 * the patch is applied. Lists are replaced whole.
 *
 * @param from - plain JSON
 * @param to - plain JSON without `null`, which means removal in a patch
 * @returns undefined when they are equal
 */
export function mergePatch(from: unknown, to: unknown): unknown {
  if (!isObject(from) || !isObject(to)) {
    return isDeepStrictEqual(from, to) ? undefined : to;
  }
  const changes: [string, unknown][] = [];
  for (const [key, value] of Object.entries(to)) {
    if (!Object.hasOwn(from, key)) {
      changes.push([key, value]);
      continue;
    }
    const change = mergePatch(from[key], value);
    if (change !== undefined) {
      changes.push([key, change]);
    }
  }
  for (const key of Object.keys(from)) {
    if (!Object.hasOwn(to, key)) {
      changes.push([key, null]);
    }
  }
  return changes.length > 0 ? Object.fromEntries(changes) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
