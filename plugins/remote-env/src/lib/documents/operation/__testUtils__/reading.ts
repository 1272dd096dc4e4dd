import type { JsonObject } from '../../json';
import { operationView, type OperationView } from '../operationView';
import type { SchemaView } from '../schemaView';

export const to = (name: string) => ({ $ref: `#/components/schemas/${name}` });

export function read(document: JsonObject): OperationView {
  const view = operationView(document);
  if (!view) {
    throw new Error('No operation');
  }
  return view;
}

/** A document of one operation whose answer has this schema. */
export function answering(schema: unknown, schemas: object = {}): JsonObject {
  return {
    openapi: '3.1.0',
    paths: {
      '/a': {
        get: {
          responses: { 200: { content: { 'application/json': { schema } } } },
        },
      },
    },
    components: { schemas },
  };
}

export function schemaOf(document: JsonObject): SchemaView {
  const schema = read(document).responses[0]?.media[0]?.schema;
  if (!schema) {
    throw new Error('No schema');
  }
  return schema;
}

/** The generated example, parsed. */
export function exampleOf(document: JsonObject): unknown {
  const [example] = read(document).responses[0]?.media[0]?.examples() ?? [];
  if (!example?.isGenerated) {
    throw new Error('No generated example');
  }
  return JSON.parse(example.text);
}

/** Labels and types of the level below, by kind. */
export function below(schema: SchemaView) {
  return Object.fromEntries(
    schema
      .children()
      .map(({ kind, children }) => [
        kind,
        Object.fromEntries(
          children.map(child => [
            `${child.label}${child.required ? '!' : ''}`,
            child.schema().type,
          ]),
        ),
      ]),
  );
}
