import { z } from 'zod';

/** A schema as CustomResourceDefinitions take it ("structural": Kubernetes, Extend the API, "Specifying a structural schema"). */
export interface StructuralSchema {
  type: string;
  description?: string;
  properties?: Record<string, StructuralSchema>;
  additionalProperties?: StructuralSchema;
  required?: string[];
  items?: StructuralSchema;
  enum?: unknown[];
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
}

const limits = {
  format: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  pattern: z.string().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
};

/** What of JSON Schema our kinds use. Whatever else appears has to be thought about first. */
const jsonSchema = z.strictObject({
  $schema: z.string().optional(),
  type: z.enum(['object', 'array', 'string', 'integer', 'number', 'boolean']),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  propertyNames: z.object({ enum: z.array(z.string()).optional() }).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  ...limits,
});

/** The schema of what is written to an API server. */
export function structuralSchema(schema: z.ZodType): StructuralSchema {
  return structural(
    z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }),
    '',
  );
}

/** @param name - of the field */
function structural(node: unknown, name: string): StructuralSchema {
  const {
    $schema: _,
    propertyNames,
    properties,
    additionalProperties,
    items,
    const: constant,
    minimum,
    maximum,
    ...rest
  } = jsonSchema.parse(node);
  return {
    ...rest,
    ...(constant !== undefined && { enum: [constant] }),
    ...(rest.type === 'integer' && { format: 'int64' }),
    ...withinSafeIntegers({ minimum, maximum }),
    ...(properties && { properties: eachStructural(properties) }),
    ...(additionalProperties !== undefined &&
      mapOf(propertyNames?.enum, structural(additionalProperties, name))),
    ...(items !== undefined && { items: structural(items, '') }),
    // Conditions are told apart by their type, for everybody who merges lists.
    ...(rest.type === 'array' &&
      name === 'conditions' && {
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['type'],
      }),
  };
}

function eachStructural(
  properties: Record<string, unknown>,
): Record<string, StructuralSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      structural(value, name),
    ]),
  );
}

/** A map with known keys is an object with optional properties. */
function mapOf(
  keys: string[] | undefined,
  value: StructuralSchema,
): Partial<StructuralSchema> {
  return keys
    ? { properties: Object.fromEntries(keys.map(key => [key, value])) }
    : { additionalProperties: value };
}

/** The limits of JavaScript's whole numbers are no rule of ours. */
function withinSafeIntegers(range: {
  minimum?: number;
  maximum?: number;
}): typeof range {
  const { minimum, maximum } = range;
  return {
    ...(minimum !== undefined &&
      minimum > Number.MIN_SAFE_INTEGER && { minimum }),
    ...(maximum !== undefined &&
      maximum < Number.MAX_SAFE_INTEGER && { maximum }),
  };
}
