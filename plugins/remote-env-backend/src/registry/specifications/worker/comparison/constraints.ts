import { same } from './Changes.ts';
import type { Schema } from './effectiveSchema.ts';

/** How the values that a schema takes changed by one of its fields. */
export interface ConstraintChange {
  field: string;
  effect: 'narrowed' | 'widened' | 'unclear';
}

const UPPER = [
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'maxProperties',
  'maxContains',
];
const LOWER = [
  'minimum',
  'exclusiveMinimum',
  'minLength',
  'minItems',
  'minProperties',
  'minContains',
];
/** Whether a changed one takes more or less cannot be told; one that is new takes less. */
const OTHERS = [
  'pattern',
  'multipleOf',
  'not',
  'if',
  'then',
  'else',
  'patternProperties',
  'propertyNames',
  'dependentRequired',
  'dependentSchemas',
  'contains',
  'prefixItems',
];

/** Limits of a schema that changed (JSON Schema validation, section 6). */
export function constraintChanges(
  before: Schema,
  after: Schema,
): ConstraintChange[] {
  return [
    ...UPPER.flatMap(field => limit(field, before, after, 1)),
    ...LOWER.flatMap(field => limit(field, before, after, -1)),
    ...OTHERS.flatMap(field => other(field, before, after)),
    ...unique(before, after),
  ];
}

function limit(
  field: string,
  before: Schema,
  after: Schema,
  sign: 1 | -1,
): ConstraintChange[] {
  const [a, b] = [before[field], after[field]];
  // OpenAPI 3.0 has `exclusiveMaximum: true` beside `maximum`.
  if (typeof a === 'boolean' || typeof b === 'boolean') {
    const [was, is] = [a === true, b === true];
    return was === is ? [] : [{ field, effect: is ? 'narrowed' : 'widened' }];
  }
  const was = typeof a === 'number' ? a * sign : Infinity;
  const is = typeof b === 'number' ? b * sign : Infinity;
  // Zero is what these are without being said.
  const isNothing = /^min(Length|Items|Properties)$/.test(field);
  if (was === is || (isNothing && (a ?? 0) === (b ?? 0))) {
    return [];
  }
  return [{ field, effect: is < was ? 'narrowed' : 'widened' }];
}

function other(
  field: string,
  before: Schema,
  after: Schema,
): ConstraintChange[] {
  const [a, b] = [before[field], after[field]];
  if (same(a, b)) {
    return [];
  }
  if (a === undefined) {
    return [{ field, effect: 'narrowed' }];
  }
  return [{ field, effect: b === undefined ? 'widened' : 'unclear' }];
}

function unique(before: Schema, after: Schema): ConstraintChange[] {
  const field = 'uniqueItems';
  const [was, is] = [before[field] === true, after[field] === true];
  return was === is ? [] : [{ field, effect: is ? 'narrowed' : 'widened' }];
}
