import type { JsonObject } from '../json';
import type { FoundOperation } from './findOperation';
import { upgradeOperation } from './openApi2';
import { mergedParameters } from './parameterViews';
import { own } from './readers';
import type { References } from './References';

/** An operation in the shape of OpenAPI 3, with all parameters that it has. */
export function shapedOperation(
  document: JsonObject,
  references: References,
  { pathItem, operation }: FoundOperation,
): { operation: JsonObject; parameters: JsonObject[] } {
  const parameters = mergedParameters(references, pathItem, operation);
  return own(document, 'swagger') === undefined
    ? { operation, parameters }
    : upgradeOperation(document, operation, parameters, references);
}
