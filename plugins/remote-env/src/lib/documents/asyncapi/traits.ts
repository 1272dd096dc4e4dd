import { isObject, type JsonObject } from '../json';

/** JSON Merge Patch (RFC 7386). */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) {
    return patch;
  }
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete merged[key];
    } else {
      merged[key] = mergePatch(merged[key], value);
    }
  }
  return merged;
}

/**
 * Merges the traits of operations and messages into them, in place. In AsyncAPI 2 a trait wins over what it is
 * merged into; in AsyncAPI 3 the object itself wins.
 */
export function applyTraits(document: JsonObject, major: number): void {
  const visited = new Set<object>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || visited.has(node)) {
      return;
    }
    visited.add(node);
    if (isObject(node) && Array.isArray(node.traits)) {
      const traits = node.traits.filter(isObject);
      const own = { ...node };
      const merged = (
        major >= 3 ? [...traits, own] : [own, ...traits]
      ).reduce<unknown>(mergeShallow, {});
      if (isObject(merged)) {
        Object.assign(node, merged);
      }
    }
    Object.values(node).forEach(visit);
  };
  visit(document);
}

/** Merges field by field; fields that only one side has keep their identity, so that circles stay circles. */
function mergeShallow(target: unknown, patch: JsonObject): JsonObject {
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    merged[key] =
      key in merged && key !== 'traits'
        ? mergePatch(merged[key], value)
        : value;
  }
  return merged;
}
