import { isObject, type JsonObject } from '../json';
import { generateExample } from './generateExample';
import { entriesIn, own, textIn } from './readers';
import type { References } from './References';
import { schemaView, type SchemaView } from './schemaView';
import { exampleText } from './valueText';

/** A body in one media type. */
export interface MediaView {
  /** E.g. `application/json`. */
  type: string;
  schema?: SchemaView;
  /** Given ones, or one that is made from the schema. Read, or made, when it is called. */
  examples(): ExampleView[];
  hasExamples: boolean;
}

export interface ExampleView {
  /** Undefined where there is only one, without a name. */
  name?: string;
  description?: string;
  text: string;
  /** Made from the schema, and not by whoever wrote the document. */
  isGenerated: boolean;
}

/** Media types in which a value that was made from a schema is written as JSON. */
const AS_JSON = /[/+]json\b|^\*\/\*$/i;

/** @param leftOut - see `generateExample` */
export function mediaViews(
  references: References,
  node: JsonObject,
  leftOut: 'readOnly' | 'writeOnly',
): MediaView[] {
  return entriesIn(node, 'content').map(([type, given]) => {
    const media = references.target(given).value;
    const schema = schemaIn(media);
    const hasGiven = hasGivenExamples(media);
    const isMade = !hasGiven && schema !== undefined && AS_JSON.test(type);
    return {
      type,
      schema: schema === undefined ? undefined : schemaView(references, schema),
      hasExamples: hasGiven || isMade,
      examples: () => {
        if (!isMade) {
          return givenExamples(references, media);
        }
        const made = generateExample(references, schema, leftOut);
        return [{ text: exampleText(made), isGenerated: true }];
      },
    };
  });
}

/** Of what comes in pieces (OpenAPI 3.2) the schema of one piece is known: it is a list of them. */
function schemaIn(media: JsonObject): unknown {
  const whole = own(media, 'schema');
  const piece = own(media, 'itemSchema');
  return whole === undefined && isObject(piece)
    ? { type: 'array', items: piece }
    : whole;
}

export function hasGivenExamples(node: JsonObject): boolean {
  return (
    own(node, 'example') !== undefined || entriesIn(node, 'examples').length > 0
  );
}

/** Examples of a media type or a parameter. Those at other addresses are not fetched. */
export function givenExamples(
  references: References,
  node: JsonObject,
): ExampleView[] {
  const single = own(node, 'example');
  if (single !== undefined) {
    return [{ text: exampleText(single), isGenerated: false }];
  }
  return entriesIn(node, 'examples').map(([name, given]) => {
    const example = references.target(given).value;
    const value =
      own(example, 'value') ??
      own(example, 'dataValue') ??
      own(example, 'serializedValue');
    return {
      name: textIn(example, 'summary') ?? name,
      description: textIn(example, 'description'),
      text: exampleText(value ?? textIn(example, 'externalValue') ?? ''),
      isGenerated: false,
    };
  });
}
