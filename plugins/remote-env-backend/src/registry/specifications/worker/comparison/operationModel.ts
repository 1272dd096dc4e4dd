import type { FoundOperation } from '../outline/openApiOutline.ts';
import { isRecord, recordsIn } from '../outline/words.ts';
import { resolved } from '../references.ts';

/** Something that callers send beside the body. */
export interface Parameter {
  in: string;
  name: string;
  required: boolean;
  schema: unknown;
}

export interface Response {
  content: Map<string, unknown>;
  headers: Map<string, unknown>;
}

/** An operation of OpenAPI 2 or 3 as callers see it: documents of both can be compared. */
export interface OperationModel {
  /** Keys are the same for one parameter in two documents. */
  parameters: Map<string, Parameter>;
  body?: { required: boolean; content: Map<string, unknown> };
  /** By status. */
  responses: Map<string, Response>;
  security: unknown;
}

type Json = Record<string, unknown>;

/** Fields of a Swagger 2.0 parameter or header that are no schema. */
const NO_SCHEMA = ['in', 'name', 'required', 'description'];

export function operationModel(
  document: Json,
  { entry, operation, pathItem }: FoundOperation,
): OperationModel {
  const given = [pathItem.parameters, operation.parameters]
    .flatMap(list => (Array.isArray(list) ? list : []))
    .map(parameter => resolved(document, parameter))
    .filter(isRecord);
  const parameters = new Map<string, Parameter>();
  for (const parameter of given) {
    const { in: place, name } = parameter;
    if (
      typeof place === 'string' &&
      typeof name === 'string' &&
      place !== 'body' &&
      place !== 'formData'
    ) {
      parameters.set(keyOf(place, name, entry.name), {
        in: place,
        name,
        required: parameter.required === true,
        schema: valueOf(parameter),
      });
    }
  }
  const body = bodyOf(document, operation, given);
  return {
    parameters,
    ...(body && { body }),
    responses: responsesOf(document, operation),
    security: operation.security ?? document.security ?? [],
  };
}

/** A path without the names of its parameters, which callers do not see. */
export function pathKey(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}');
}

/** Names of headers have no case, and those in the path no meaning. */
function keyOf(place: string, name: string, path: string): string {
  if (place === 'path') {
    const names = [...path.matchAll(/\{([^}]*)\}/g)].map(([, each]) => each);
    return `path ${names.indexOf(name)}`;
  }
  return `${place} ${place === 'header' ? name.toLowerCase() : name}`;
}

/** The schema of a parameter or header: apart, of its content, or in Swagger 2.0 itself. */
function valueOf(parameter: Json): unknown {
  if (parameter.schema !== undefined) {
    return parameter.schema;
  }
  const [content] = recordsIn(parameter.content);
  if (content) {
    return content[1].schema;
  }
  return Object.fromEntries(
    Object.entries(parameter).filter(([field]) => !NO_SCHEMA.includes(field)),
  );
}

function bodyOf(
  document: Json,
  operation: Json,
  parameters: readonly Json[],
): OperationModel['body'] {
  const body = resolved(document, operation.requestBody);
  if (isRecord(body)) {
    return {
      required: body.required === true,
      content: contentOf(body.content),
    };
  }
  const whole = parameters.findLast(each => each.in === 'body');
  if (whole) {
    const types = typesOf(operation.consumes ?? document.consumes);
    return {
      required: whole.required === true,
      content: new Map(types.map(type => [type, whole.schema])),
    };
  }
  const fields = parameters.filter(each => each.in === 'formData');
  if (fields.length === 0) {
    return undefined;
  }
  const required = fields
    .filter(field => field.required === true)
    .map(field => String(field.name));
  const schema = {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(field => [String(field.name), valueOf(field)]),
    ),
    required,
  };
  const types = typesOf(operation.consumes ?? document.consumes, FORM);
  return {
    required: required.length > 0,
    content: new Map(types.map(type => [type, schema])),
  };
}

const FORM = 'application/x-www-form-urlencoded';

function responsesOf(document: Json, operation: Json): Map<string, Response> {
  const responses = new Map<string, Response>();
  const produces = typesOf(operation.produces ?? document.produces);
  for (const [status, given] of recordsIn(operation.responses)) {
    const response = resolved(document, given);
    if (isRecord(response) && !status.startsWith('x-')) {
      const content =
        response.schema === undefined
          ? contentOf(response.content)
          : new Map(produces.map(type => [type, response.schema]));
      const headers = recordsIn(response.headers).map(
        ([name, header]): [string, unknown] => {
          const found = resolved(document, header);
          return [name.toLowerCase(), isRecord(found) ? valueOf(found) : {}];
        },
      );
      responses.set(status.toUpperCase(), {
        content,
        headers: new Map(headers),
      });
    }
  }
  return responses;
}

function contentOf(content: unknown): Map<string, unknown> {
  return new Map(
    recordsIn(content).map(([type, { schema }]) => [mediaType(type), schema]),
  );
}

/** Of Swagger 2.0, where a list may stand for the whole document, or be left out. */
function typesOf(given: unknown, usual = 'application/json'): string[] {
  const types = Array.isArray(given)
    ? given.filter(type => typeof type === 'string').map(mediaType)
    : [];
  return types.length > 0 ? types : [usual];
}

function mediaType(type: string): string {
  return type
    .toLowerCase()
    .replace(/\s*;\s*/g, ';')
    .trim();
}
