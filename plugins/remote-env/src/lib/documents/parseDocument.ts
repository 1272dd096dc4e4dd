import { parse } from 'yaml';
import { isObject, type JsonObject } from './json';

/** Aliases that a YAML document may use, so that a few lines cannot blow up to gigabytes. */
const MAX_ALIASES = 1000;

/** Reads a registered document, JSON or YAML. */
export function parseDocument(text: string): JsonObject {
  const value: unknown = /^\s*[[{]/.test(text)
    ? JSON.parse(text)
    : parse(text, { maxAliasCount: MAX_ALIASES });
  if (!isObject(value)) {
    throw new Error('The document is not a JSON or YAML object');
  }
  return value;
}
