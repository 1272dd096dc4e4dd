import { isObject, type JsonObject } from '../json';

/*
 * Documents come from outside, and registering them checks less than a page would like to rely on: what has another shape
 * than it should is taken as if it were not there.
 */

/** Things of one kind that are looked at: more are left out, so that no document keeps the page busy. */
const MAX_LISTED = 1000;

/** A text that says something, or undefined. */
export function textIn(node: JsonObject, field: string): string | undefined {
  const value = own(node, field);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function isSet(node: JsonObject, field: string): boolean {
  return own(node, field) === true;
}

/** Names and values of an object, e.g. of `properties`; empty where there is none. */
export function entriesIn(
  node: JsonObject,
  field: string,
): [string, unknown][] {
  const value = own(node, field);
  return isObject(value) ? Object.entries(value).slice(0, MAX_LISTED) : [];
}

export function listIn(node: JsonObject, field: string): unknown[] {
  const value = own(node, field);
  return Array.isArray(value) ? value.slice(0, MAX_LISTED) : [];
}

export function textsIn(node: JsonObject, field: string): string[] {
  return listIn(node, field).filter(item => typeof item === 'string');
}

/** A field of the object itself: `constructor` and the like are none. */
export function own(node: JsonObject, field: string): unknown {
  return Object.hasOwn(node, field) ? node[field] : undefined;
}

/** An address that a link may lead to. */
export function webAddress(text: string | undefined): string | undefined {
  try {
    const url = new URL(text ?? '');
    return /^https?:$/.test(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
