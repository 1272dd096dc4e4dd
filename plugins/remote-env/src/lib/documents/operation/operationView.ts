import { isObject, type JsonObject } from '../json';
import { firstOperation, operationsIn } from './findOperation';
import { mediaViews, type MediaView } from './mediaViews';
import {
  parameterGroups,
  parameterView,
  type ParameterGroup,
  type ParameterView,
} from './parameterViews';
import { entriesIn, isSet, own, textIn, webAddress } from './readers';
import { References } from './References';
import { shapedOperation } from './shapedOperation';

/** One operation of an API as a page shows it. */
export interface OperationView {
  /** Upper case. */
  method: string;
  /** Or the name of a webhook. */
  path: string;
  isWebhook: boolean;
  /** Markdown. */
  description?: string;
  operationId?: string;
  deprecated: boolean;
  externalDocs?: { url: string; description?: string };
  parameters: ParameterGroup[];
  body?: BodyView;
  responses: ResponseView[];
  callbacks: CallbackView[];
}

export interface BodyView {
  description?: string;
  required: boolean;
  media: MediaView[];
  /** A reference that leads nowhere. */
  missing?: string;
}

export interface ResponseView {
  /** E.g. `200`, `4XX`, `default`. */
  status: string;
  description?: string;
  headers: ParameterView[];
  media: MediaView[];
  links: { name: string; operation?: string; description?: string }[];
  missing?: string;
}

/** A request that the system sends because of this operation. */
export interface CallbackView {
  name: string;
  method: string;
  /** Where to, as an expression. */
  expression: string;
  summary?: string;
}

/**
 * Reads the slice of one operation. What it does not understand it leaves out.
 *
 * @param document - OpenAPI 2.0 to 3.2 with one operation
 * @returns undefined when there is none
 */
export function operationView(document: JsonObject): OperationView | undefined {
  const references = References.of(document);
  const found = firstOperation(document, references);
  if (!found) {
    return undefined;
  }
  const { pathItem, method, path, isWebhook } = found;
  const { operation, parameters } = shapedOperation(
    document,
    references,
    found,
  );
  return {
    method: method.toUpperCase(),
    path,
    isWebhook,
    description:
      textIn(operation, 'description') ?? textIn(pathItem, 'description'),
    operationId: textIn(operation, 'operationId'),
    deprecated: isSet(operation, 'deprecated'),
    externalDocs: externalDocs(own(operation, 'externalDocs')),
    parameters: parameterGroups(references, parameters),
    body: bodyView(references, own(operation, 'requestBody')),
    responses: entriesIn(operation, 'responses')
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, response]) => responseView(references, status, response)),
    callbacks: callbackViews(references, operation),
  };
}

function externalDocs(node: unknown): OperationView['externalDocs'] {
  const docs = isObject(node) ? node : {};
  const url = webAddress(textIn(docs, 'url'));
  return url === undefined
    ? undefined
    : { url, description: textIn(docs, 'description') };
}

function bodyView(references: References, node: unknown): BodyView | undefined {
  if (!isObject(node)) {
    return undefined;
  }
  const { value, missing } = references.target(node);
  return {
    description: textIn(value, 'description'),
    required: isSet(value, 'required'),
    media: mediaViews(references, value, 'readOnly'),
    missing,
  };
}

function responseView(
  references: References,
  status: string,
  node: unknown,
): ResponseView {
  const { value, missing } = references.target(node);
  return {
    status,
    description: textIn(value, 'description') ?? textIn(value, 'summary'),
    headers: entriesIn(value, 'headers').map(([name, header]) =>
      parameterView(references, name, references.target(header).value),
    ),
    media: mediaViews(references, value, 'writeOnly'),
    links: entriesIn(value, 'links').map(([name, given]) => {
      const link = references.target(given).value;
      return {
        name,
        operation: textIn(link, 'operationId') ?? textIn(link, 'operationRef'),
        description: textIn(link, 'description'),
      };
    }),
    missing,
  };
}

function callbackViews(
  references: References,
  operation: JsonObject,
): CallbackView[] {
  return entriesIn(operation, 'callbacks').flatMap(([name, given]) => {
    const callback = references.target(given).value;
    return Object.entries(callback).flatMap(([expression, item]) =>
      operationsIn(references.target(item).value).map(each => ({
        name,
        expression,
        method: each.method.toUpperCase(),
        summary:
          textIn(each.operation, 'summary') ??
          textIn(each.operation, 'description'),
      })),
    );
  });
}
