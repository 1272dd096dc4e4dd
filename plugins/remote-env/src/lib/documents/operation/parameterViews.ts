import type { JsonObject } from '../json';
import { givenExamples, mediaViews, type ExampleView } from './mediaViews';
import { isSet, listIn, own, textIn } from './readers';
import type { References } from './References';
import { schemaView, type SchemaView } from './schemaView';

/** Where parameters are sent, in the order in which a page shows them. */
export const PLACES = ['path', 'query', 'header', 'cookie', 'other'] as const;

export interface ParameterGroup {
  place: (typeof PLACES)[number];
  parameters: ParameterView[];
}

/** A parameter of a request, or a header of an answer. */
export interface ParameterView {
  name: string;
  required: boolean;
  deprecated: boolean;
  description?: string;
  schema: SchemaView;
  /** In which its value is written, where that is more than plain text. */
  mediaType?: string;
  examples: ExampleView[];
}

/** Parameters of the operation, and those of its path that it does not give itself (by name and place). */
export function mergedParameters(
  references: References,
  pathItem: JsonObject,
  operation: JsonObject,
): JsonObject[] {
  const merged = new Map<string, JsonObject>();
  for (const owner of [pathItem, operation]) {
    for (const given of listIn(owner, 'parameters')) {
      const { value, missing } = references.target(given);
      const name = textIn(value, 'name');
      if (name !== undefined) {
        merged.set(`${textIn(value, 'in')} ${name}`, value);
      } else if (missing !== undefined) {
        merged.set(missing, { name: missing, schema: { $ref: missing } });
      }
    }
  }
  return [...merged.values()];
}

export function parameterGroups(
  references: References,
  parameters: readonly JsonObject[],
): ParameterGroup[] {
  const placeOf = (parameter: JsonObject) =>
    PLACES.find(place => place === placeIn(parameter)) ?? 'other';
  return PLACES.map(place => ({
    place,
    parameters: parameters
      .filter(parameter => placeOf(parameter) === place)
      .map(parameter =>
        parameterView(references, textIn(parameter, 'name') ?? '', parameter),
      ),
  })).filter(group => group.parameters.length > 0);
}

/** The whole query as one value (`querystring`, OpenAPI 3.2) is shown with the query. */
function placeIn(parameter: JsonObject): string | undefined {
  const place = textIn(parameter, 'in');
  return place === 'querystring' ? 'query' : place;
}

export function parameterView(
  references: References,
  name: string,
  parameter: JsonObject,
): ParameterView {
  const [media] = mediaViews(references, parameter, 'readOnly');
  return {
    name,
    required: isSet(parameter, 'required'),
    deprecated: isSet(parameter, 'deprecated'),
    description: textIn(parameter, 'description'),
    schema:
      media?.schema ?? schemaView(references, own(parameter, 'schema') ?? {}),
    mediaType: media?.type,
    examples: givenExamples(references, parameter),
  };
}
