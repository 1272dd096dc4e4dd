import { isRecord } from '../outline/words.ts';
import { referenceOf, resolved } from '../references.ts';

export type Schema = Record<string, unknown>;

/** Fields that say nothing about values. */
const ANNOTATION =
  /^(title|description|summary|nullable|deprecated|example|examples|default|readOnly|writeOnly|externalDocs|xml|discriminator|\$comment|\$id|x-.*)$/;
/** Levels of `allOf`: real ones have three or four. */
const MAX_MERGES = 50;

/** A schema without what only wraps it. */
export interface Unwrapped {
  schema: unknown;
  /** `null` is allowed besides. */
  nullable: boolean;
}

/**
 * Takes off what is around a single schema: `allOf` of one, as OpenAPI 3.0 needs it to describe a reference, and
 * `anyOf` of one and `null`.
 */
export function unwrapped(given: unknown): Unwrapped {
  let schema = given;
  let nullable = false;
  for (let depth = 0; depth < MAX_MERGES && isRecord(schema); depth++) {
    nullable ||= schema.nullable === true || schema['x-nullable'] === true;
    const around = schema;
    const wrapper = ['allOf', 'anyOf', 'oneOf'].find(field =>
      Array.isArray(around[field]),
    );
    const others = Object.keys(schema).filter(
      field => field !== wrapper && !ANNOTATION.test(field),
    );
    if (wrapper === undefined || others.length > 0) {
      break;
    }
    const members: unknown[] = Array.isArray(schema[wrapper])
      ? schema[wrapper]
      : [];
    const real = members.filter(member => !isNull(member));
    if (real.length !== 1 || (wrapper === 'allOf' && members.length !== 1)) {
      break;
    }
    nullable ||= real.length < members.length;
    schema = real[0];
  }
  return { schema, nullable };
}

function isNull(member: unknown): boolean {
  return isRecord(member) && member.type === 'null';
}

/** A schema with what it refers to and what it is composed of, one level deep. */
export function effectiveSchema(
  document: unknown,
  given: unknown,
  depth = 0,
): Schema {
  const value = resolved(document, given);
  if (value === false) {
    return { not: {} };
  }
  if (!isRecord(value)) {
    return {};
  }
  if (!Array.isArray(value.allOf) || depth > MAX_MERGES) {
    return value;
  }
  const { allOf, ...own } = value;
  const members: unknown[] = Array.isArray(allOf) ? allOf : [];
  return members
    .map(member => effectiveSchema(document, member, depth + 1))
    .reduce(merged, own);
}

function merged(a: Schema, b: Schema): Schema {
  const required = [...names(a.required), ...names(b.required)];
  return {
    ...b,
    ...a,
    ...(isRecord(a.properties) && isRecord(b.properties)
      ? { properties: { ...b.properties, ...a.properties } }
      : {}),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  };
}

/** Names in a list such as `required`. */
export function names(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(name => typeof name === 'string')
    : [];
}

/** Types that a schema takes; undefined for all. */
export function typesOf(
  schema: Schema,
  nullable: boolean,
): Set<string> | undefined {
  const given = givenTypes(schema);
  if (given.length === 0) {
    return undefined;
  }
  const isNullable =
    nullable || schema.nullable === true || schema['x-nullable'] === true;
  return new Set(isNullable ? [...given, 'null'] : given);
}

/** Documents leave the type out where the rest tells it. */
function givenTypes(schema: Schema): string[] {
  if (Array.isArray(schema.type)) {
    return names(schema.type);
  }
  if (typeof schema.type === 'string') {
    return [schema.type];
  }
  if (isRecord(schema.properties)) {
    return ['object'];
  }
  return schema.items === undefined ? [] : ['array'];
}

/** A reference that leads out of the document, or nowhere: nothing is known of what it stands for. */
export function foreignReference(
  document: unknown,
  schema: unknown,
): string | undefined {
  if (!isRecord(schema) || typeof schema.$ref !== 'string') {
    return undefined;
  }
  const within = referenceOf(schema) !== undefined;
  return within && resolved(document, schema) !== undefined
    ? undefined
    : schema.$ref;
}
