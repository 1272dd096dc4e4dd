export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A deep copy in which `change` may replace any value after its children were copied. Shared and circular parts
 * stay shared, so that a small document with many aliases does not grow.
 *
 * @param change - gets a copied object and the key under which it was found
 */
export function copyWith(
  value: unknown,
  change: (copy: JsonObject, key: string) => JsonObject,
): unknown {
  const copies = new Map<object, unknown>();
  const visit = (node: unknown, key: string): unknown => {
    if (typeof node !== 'object' || node === null) {
      return node;
    }
    const known = copies.get(node);
    if (known !== undefined) {
      return known;
    }
    if (Array.isArray(node)) {
      const list: unknown[] = [];
      copies.set(node, list);
      for (const item of node) {
        list.push(visit(item, key));
      }
      return list;
    }
    const copy: JsonObject = {};
    copies.set(node, copy);
    for (const [name, child] of Object.entries(node)) {
      if (name !== '__proto__') {
        copy[name] = visit(child, name);
      }
    }
    const changed = change(copy, key);
    copies.set(node, changed);
    return changed;
  };
  return visit(value, '');
}

/** What a local reference (RFC 6901, `#/a/b`) points at, or undefined. */
export function resolvePointer(root: unknown, reference: string): unknown {
  if (reference === '#') {
    return root;
  }
  if (!reference.startsWith('#/')) {
    return undefined;
  }
  let node: unknown = root;
  for (const raw of reference.slice(2).split('/')) {
    const part = decodePointer(raw);
    if (
      typeof node !== 'object' ||
      node === null ||
      part === undefined ||
      !Object.hasOwn(node, part)
    ) {
      return undefined;
    }
    node = Reflect.get(node, part);
  }
  return node;
}

function decodePointer(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return undefined;
  }
}
