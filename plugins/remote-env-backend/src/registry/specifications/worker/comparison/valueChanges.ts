import type {
  ChangeLevel,
  ChangeRule,
} from '@remote-env/plugin-remote-env-common';
import { same, shown } from './Changes.ts';
import { constraintChanges } from './constraints.ts';
import { typesOf, type Schema } from './effectiveSchema.ts';

/** Who makes the values: those who use the service, or the service. */
export type Direction = 'request' | 'response';

/** A change of a schema itself, wherever it stands. */
export interface Found {
  level: ChangeLevel;
  rule: ChangeRule;
  before?: unknown;
  after?: unknown;
}

/** What it means that values became fewer, more, or others. */
export function levelOf(
  effect: 'narrowed' | 'widened' | 'unclear',
  direction: Direction,
): ChangeLevel {
  if (effect === 'unclear') {
    return 'risky';
  }
  if (effect === 'narrowed') {
    return direction === 'request' ? 'breaking' : 'compatible';
  }
  return direction === 'request' ? 'compatible' : 'risky';
}

/** @returns the change of the types, and whether it makes sense to look further */
export function typeChange(
  before: { schema: Schema; nullable: boolean },
  after: { schema: Schema; nullable: boolean },
  direction: Direction,
): { found: Found[]; related: boolean } {
  const was = typesOf(before.schema, before.nullable);
  const is = typesOf(after.schema, after.nullable);
  const less = missing(was, is);
  const more = missing(is, was);
  if (!less && !more) {
    return { found: [], related: true };
  }
  const common = [...(was ?? [])].some(
    type => type !== 'null' && is?.has(type),
  );
  return {
    found: [
      typesChanged(direction, { less, more }, typeText(was), typeText(is)),
    ],
    related: !was || !is || common,
  };
}

/** Of references, of which only this can be told here. */
export function nullabilityChange(
  was: boolean,
  is: boolean,
  direction: Direction,
): Found[] {
  const texts = [was ? 'null' : undefined, is ? 'null' : undefined] as const;
  return was === is
    ? []
    : [typesChanged(direction, { less: was, more: is }, ...texts)];
}

function typesChanged(
  direction: Direction,
  { less, more }: { less: boolean; more: boolean },
  before: string | undefined,
  after: string | undefined,
): Found {
  const breaks = direction === 'request' ? less : more;
  const level = breaks ? 'breaking' : 'compatible';
  return { level, rule: 'type.changed', before, after };
}

/** Changes of what values a schema takes besides their types, and of what it says of them. */
export function valueChanges(
  before: Schema,
  after: Schema,
  direction: Direction,
): Found[] {
  const found = [
    ...enumChanges(enumOf(before), enumOf(after), direction),
    ...constraintChanges(before, after).map(
      ({ field, effect }): Found => ({
        level: levelOf(effect, direction),
        rule: `limit.${effect}`,
        before: limitText(field, before),
        after: limitText(field, after),
      }),
    ),
  ];
  if (!same(before.format, after.format)) {
    const [was, is] = [before.format, after.format];
    found.push({
      level: 'risky',
      rule: 'format.changed',
      before: was,
      after: is,
    });
  }
  if (!same(before.default, after.default)) {
    const level = direction === 'request' ? 'risky' : 'compatible';
    const [was, is] = [before.default, after.default];
    found.push({ level, rule: 'default.changed', before: was, after: is });
  }
  if (before.deprecated !== true && after.deprecated === true) {
    found.push({ level: 'risky', rule: 'schema.deprecated' });
  }
  if (
    !same(before.title, after.title) ||
    !same(before.description, after.description)
  ) {
    found.push({ level: 'compatible', rule: 'text.changed' });
  }
  return found;
}

function enumChanges(
  was: unknown[] | undefined,
  is: unknown[] | undefined,
  direction: Direction,
): Found[] {
  const narrowed = levelOf('narrowed', direction);
  const widened = levelOf('widened', direction);
  if (was && is) {
    return [
      ...without(was, is).map(
        (before): Found => ({ level: narrowed, rule: 'value.removed', before }),
      ),
      ...without(is, was).map(
        (after): Found => ({ level: widened, rule: 'value.added', after }),
      ),
    ];
  }
  if (is) {
    return [{ level: narrowed, rule: 'values.limited', after: is }];
  }
  return was ? [{ level: widened, rule: 'values.unlimited', before: was }] : [];
}

function without(values: unknown[], others: unknown[]): unknown[] {
  return values.filter(value => !others.some(other => same(value, other)));
}

/** Whether something that `a` takes is not taken by `b`. */
function missing(
  a: Set<string> | undefined,
  b: Set<string> | undefined,
): boolean {
  if (!b) {
    return false;
  }
  return (
    !a ||
    [...a].some(
      type => !b.has(type) && !(type === 'integer' && b.has('number')),
    )
  );
}

function typeText(types: Set<string> | undefined): string {
  return types ? [...types].join(' | ') : 'any';
}

function limitText(field: string, schema: Schema): string | undefined {
  const value = shown(schema[field]);
  return value === undefined ? undefined : `${field} ${value}`;
}

function enumOf({ enum: values, const: only }: Schema): unknown[] | undefined {
  if (Array.isArray(values)) {
    return values;
  }
  return only === undefined ? undefined : [only];
}
