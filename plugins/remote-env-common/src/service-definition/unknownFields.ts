import { z } from 'zod';
import { serviceDefinitionSchema } from './schema';

/** As much of a JSON Schema as says which fields there are. */
interface FieldTree {
  properties?: Record<string, FieldTree>;
  items?: FieldTree;
}

const treeSchema: z.ZodType<FieldTree> = z.lazy(() =>
  z.object({
    properties: z.record(z.string(), treeSchema).optional(),
    items: treeSchema.optional(),
  }),
);

let known: FieldTree | undefined;

function knownFields(): FieldTree {
  known ??= treeSchema.parse(
    z.toJSONSchema(serviceDefinitionSchema, {
      io: 'input',
      unrepresentable: 'any',
    }),
  );
  return known;
}

/**
 * Fields of a definition that mean nothing, such as a misspelt one. Systems may send them (wire-contracts 1); the
 * portal API refuses them.
 *
 * @param body - parsed JSON
 * @returns paths such as `api.targetURL`
 */
export function unknownFieldsOf(body: unknown): string[] {
  return unknownBelow(body, knownFields(), '');
}

function unknownBelow(
  value: unknown,
  { properties, items }: FieldTree,
  prefix: string,
): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  if (Array.isArray(value)) {
    return items
      ? value.flatMap((item, i) => unknownBelow(item, items, `${prefix}${i}.`))
      : [];
  }
  if (!properties) {
    return [];
  }
  return Object.entries(value).flatMap(([name, item]) => {
    const field = Object.hasOwn(properties, name)
      ? properties[name]
      : undefined;
    return field
      ? unknownBelow(item, field, `${prefix}${name}.`)
      : [`${prefix}${name}`];
  });
}
