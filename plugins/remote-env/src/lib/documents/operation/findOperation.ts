import { isObject, type JsonObject } from '../json';
import { entriesIn, own } from './readers';
import type { References } from './References';

/** Fields of a path item that are not operations. */
const NO_METHODS = new Set([
  '$ref',
  'summary',
  'description',
  'servers',
  'parameters',
  'additionalOperations',
]);

/** An operation, and where in its document it stands. */
export interface FoundOperation {
  path: string;
  isWebhook: boolean;
  pathItem: JsonObject;
  method: string;
  operation: JsonObject;
}

/** The only operation of a slice. */
export function firstOperation(
  document: JsonObject,
  references: References,
): FoundOperation | undefined {
  for (const place of ['paths', 'webhooks']) {
    for (const [path, given] of entriesIn(document, place)) {
      const pathItem = references.target(given).value;
      const [first] = operationsIn(pathItem);
      if (first) {
        return { ...first, path, isWebhook: place === 'webhooks', pathItem };
      }
    }
  }
  return undefined;
}

export function operationsIn(
  pathItem: JsonObject,
): Pick<FoundOperation, 'method' | 'operation'>[] {
  return Object.entries(pathItem).flatMap(([method, operation]) =>
    isObject(operation) && !NO_METHODS.has(method) && !/^x-/.test(method)
      ? [{ method, operation }]
      : [],
  );
}

/**
 * An operation by its place, or undefined; webhooks are none.
 *
 * @param method - in any case
 */
export function operationAt(
  document: JsonObject,
  references: References,
  { path, method }: { path: string; method: string },
): FoundOperation | undefined {
  const paths = own(document, 'paths');
  const given = isObject(paths) ? own(paths, path) : undefined;
  const pathItem = references.target(given).value;
  const found = operationsIn(pathItem).find(
    each => each.method.toLowerCase() === method.toLowerCase(),
  );
  return found && { ...found, path, isWebhook: false, pathItem };
}
