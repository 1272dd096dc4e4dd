import { isObject, resolvePointer, type JsonObject } from '../json';

const MAX_HOPS = 50;

/**
 * Replaces local references by what they point at, in place. Shared parts stay shared and circles stay circles;
 * references to other documents become a description, so that nothing is fetched.
 *
 * @returns the references that were not followed
 */
export function dereference(document: JsonObject): string[] {
  const unresolved = new Set<string>();
  const visited = new Set<object>();

  const target = (value: JsonObject): unknown => {
    let current: unknown = value;
    for (let hop = 0; hop < MAX_HOPS; hop++) {
      if (!isObject(current) || typeof current.$ref !== 'string') {
        return current;
      }
      const reference: string = current.$ref;
      const next = resolvePointer(document, reference);
      if (next === undefined) {
        unresolved.add(reference);
        return { description: `Not loaded: ${reference}` };
      }
      current = next;
    }
    unresolved.add(String(value.$ref));
    return { description: `Refers to itself: ${value.$ref}` };
  };

  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || visited.has(node)) {
      return;
    }
    visited.add(node);
    if (Array.isArray(node)) {
      node.forEach((item, index) => {
        node[index] = isObject(item) ? target(item) : item;
        visit(node[index]);
      });
    } else if (isObject(node)) {
      for (const [key, child] of Object.entries(node)) {
        node[key] = isObject(child) ? target(child) : child;
        visit(node[key]);
      }
    }
  };
  visit(document);
  return [...unresolved];
}
