import { isObject, type JsonObject } from '../json';
import { entriesIn, isSet, own, textIn, textsIn } from './readers';
import type { References } from './References';

/** Fields of a parameter that are not about its values. */
const ABOUT_PARAMETER = new Set([
  'name',
  'in',
  'description',
  'required',
  'allowEmptyValue',
  'collectionFormat',
]);
const JSON_TYPE = ['application/json'];
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';

/**
 * An operation of OpenAPI 2.0 in the shape that it has since 3.0: with a body of its own, and with schemas under media types.
 *
 * @param parameters - of the operation and of its path
 */
export function upgradeOperation(
  document: JsonObject,
  operation: JsonObject,
  parameters: readonly JsonObject[],
  references: References,
): { operation: JsonObject; parameters: JsonObject[] } {
  const types = (field: string) => {
    const named = textsIn(operation, field);
    const given = named.length > 0 ? named : textsIn(document, field);
    return given.length > 0 ? given : JSON_TYPE;
  };
  const placed = (place: string) =>
    parameters.filter(parameter => own(parameter, 'in') === place);
  const [body] = placed('body');
  const fields = placed('formData');
  return {
    operation: {
      ...operation,
      ...(body && { requestBody: bodyOf(body, types('consumes')) }),
      ...(fields.length > 0 && {
        requestBody: formOf(fields, types('consumes')),
      }),
      responses: Object.fromEntries(
        entriesIn(operation, 'responses').map(([status, response]) => [
          status,
          responseOf(references.target(response).value, types('produces')),
        ]),
      ),
    },
    parameters: parameters
      .filter(each => !['body', 'formData'].includes(String(each.in)))
      .map(withSchema),
  };
}

function withSchema(parameter: JsonObject): JsonObject {
  const entries = Object.entries(parameter);
  const about = entries.filter(([field]) => ABOUT_PARAMETER.has(field));
  const rest = entries.filter(([field]) => !ABOUT_PARAMETER.has(field));
  return { ...Object.fromEntries(about), schema: Object.fromEntries(rest) };
}

function bodyOf(body: JsonObject, types: readonly string[]): JsonObject {
  const { description, required, schema } = body;
  return { description, required, content: contentOf(types, { schema }) };
}

function formOf(
  fields: readonly JsonObject[],
  consumes: readonly string[],
): JsonObject {
  const hasFile = fields.some(field => own(field, 'type') === 'file');
  const named = consumes.filter(type => [FORM, MULTIPART].includes(type));
  const types = named.length > 0 ? named : [hasFile ? MULTIPART : FORM];
  const schema = {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(field => [
        textIn(field, 'name') ?? '',
        { description: field.description, ...schemaOfField(field) },
      ]),
    ),
    required: fields
      .filter(field => isSet(field, 'required'))
      .map(field => field.name),
  };
  return { content: contentOf(types, { schema }) };
}

function schemaOfField(field: JsonObject): JsonObject {
  const { schema } = withSchema(field);
  return isObject(schema) ? schema : {};
}

function responseOf(
  response: JsonObject,
  produces: readonly string[],
): JsonObject {
  const examples = new Map(entriesIn(response, 'examples'));
  const hasSchema = own(response, 'schema') !== undefined;
  const types = hasSchema ? produces : [...examples.keys()];
  return {
    description: response.description,
    headers: Object.fromEntries(
      entriesIn(response, 'headers').map(([name, header]) => [
        name,
        isObject(header) ? withSchema(header) : {},
      ]),
    ),
    content: Object.fromEntries(
      types.map(type => [
        type,
        {
          schema: response.schema,
          ...(examples.has(type) && { example: examples.get(type) }),
        },
      ]),
    ),
  };
}

function contentOf(types: readonly string[], media: JsonObject): JsonObject {
  return Object.fromEntries(types.map(type => [type, media]));
}
