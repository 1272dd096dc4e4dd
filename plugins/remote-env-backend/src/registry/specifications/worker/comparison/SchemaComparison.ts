import type {
  ChangedKind,
  ChangeLevel,
  DocumentChange,
} from '@remote-env/plugin-remote-env-common';
import { isRecord } from '../outline/words.ts';
import { referenceOf, segmentsOf } from '../references.ts';
import { same, shown, type Changes } from './Changes.ts';
import { constraintChanges } from './constraints.ts';
import {
  effectiveSchema,
  foreignReference,
  names,
  typesOf,
  unwrapped,
  type Schema,
} from './effectiveSchema.ts';

/** Who makes the values: those who use the service, or the service. */
export type Direction = 'request' | 'response';

/** Where in a document a comparison is. */
export interface Spot {
  kind: ChangedKind;
  name: string;
  direction: Direction;
  /** Empty at the top. */
  at: string;
}

/** A schema with a name of its own in both documents. */
interface Pair {
  key: string;
  before: string;
  after: string;
  spot: Spot;
}

const MAX_USERS = 5;

/**
 * Compares schemas of two documents. One that both refer to is compared once, as a subject of its own, however many
 * operations use it and however it refers to itself.
 */
export class SchemaComparison {
  readonly #before: unknown;
  readonly #after: unknown;
  readonly #changes: Changes;
  readonly #waiting: Pair[] = [];
  /** Who refers to a pair: keys of pairs, and names of operations and channels. */
  readonly #users = new Map<string, Set<string>>();
  readonly #pairs = new Map<string, Pair>();
  /** Where only one side is a reference, circles are not seen by its name. */
  readonly #mixed = new Set<string>();

  static create(options: {
    before: unknown;
    after: unknown;
    changes: Changes;
  }): SchemaComparison {
    return new SchemaComparison(options);
  }

  private constructor(options: {
    before: unknown;
    after: unknown;
    changes: Changes;
  }) {
    this.#before = options.before;
    this.#after = options.after;
    this.#changes = options.changes;
  }

  /** Two schemas in the same place. Absent ones take everything. */
  compare(before: unknown, after: unknown, spot: Spot): void {
    this.#compare(before, after, spot, spot.name);
    for (let pair = this.#waiting.pop(); pair; pair = this.#waiting.pop()) {
      this.#compareValues(
        { schema: { $ref: pair.before }, nullable: false },
        { schema: { $ref: pair.after }, nullable: false },
        pair.spot,
        pair.key,
      );
    }
  }

  /** Some of the operations and channels that a changed schema concerns. */
  usersOf({ kind, name, direction }: DocumentChange): string[] | undefined {
    if (kind !== 'schema') {
      return undefined;
    }
    const own = [...this.#pairs.values()].filter(
      ({ spot }) => spot.name === name && spot.direction === direction,
    );
    const seen = new Set(own.map(({ key }) => key));
    const found = new Set<string>();
    // Grows while it is gone through, so that circles end.
    for (const key of seen) {
      for (const user of this.#users.get(key) ?? []) {
        if (this.#pairs.has(user)) {
          seen.add(user);
        } else if (found.size < MAX_USERS) {
          found.add(user);
        }
      }
    }
    return found.size > 0 ? [...found] : undefined;
  }

  #compare(a: unknown, b: unknown, spot: Spot, user: string): void {
    const before = unwrapped(a);
    const after = unwrapped(b);
    const foreign = [
      foreignReference(this.#before, before.schema),
      foreignReference(this.#after, after.schema),
    ];
    if (foreign.some(reference => reference !== undefined)) {
      if (foreign[0] !== foreign[1]) {
        this.#add('risky', 'reference.changed', spot, foreign);
      }
      return;
    }
    const [from, to] = [referenceOf(before.schema), referenceOf(after.schema)];
    if (from === undefined && to === undefined) {
      this.#compareValues(before, after, spot, user);
      return;
    }
    if (from !== undefined && to !== undefined) {
      this.#nullability(before.nullable, after.nullable, spot);
      this.#later(from, to, spot.direction, user);
      return;
    }
    const circle = `${from ?? ''} ${to ?? ''} ${spot.direction} ${spot.at}`;
    const deep = spot.at.length > 1000;
    if (!deep && !this.#mixed.has(circle)) {
      this.#mixed.add(circle);
      this.#compareValues(before, after, spot, user);
    }
  }

  #later(
    before: string,
    after: string,
    direction: Direction,
    user: string,
  ): void {
    const key = `${before} ${after} ${direction}`;
    const users = this.#users.get(key);
    if (users) {
      users.add(user);
      return;
    }
    this.#users.set(key, new Set([user]));
    const name = segmentsOf(after)?.at(-1) ?? after;
    const spot: Spot = { kind: 'schema', name, direction, at: '' };
    const pair = { key, before, after, spot };
    this.#pairs.set(key, pair);
    this.#waiting.push(pair);
  }

  #compareValues(
    a: { schema: unknown; nullable: boolean },
    b: { schema: unknown; nullable: boolean },
    spot: Spot,
    user: string,
  ): void {
    const before = effectiveSchema(this.#before, a.schema);
    const after = effectiveSchema(this.#after, b.schema);
    const [was, is] = [variantsOf(before), variantsOf(after)];
    if (
      (was && !is && isOnlyVariants(before)) ||
      (is && !was && isOnlyVariants(after))
    ) {
      // One became several, or the other way round.
      this.#variants(was ?? [a.schema], is ?? [b.schema], spot, user);
      return;
    }
    if (!this.#types(before, after, spot, [a.nullable, b.nullable])) {
      return;
    }
    this.#values(before, after, spot);
    this.#annotations(before, after, spot);
    this.#object(before, after, spot, user);
    if (before.items !== undefined || after.items !== undefined) {
      const at = `${spot.at}[]`;
      this.#compare(before.items, after.items, { ...spot, at }, user);
    }
    if (was && is) {
      this.#variants(was, is, spot, user);
    } else if (was || is) {
      this.#add('risky', 'variants.changed', spot);
    }
  }

  /** @returns whether it makes sense to look further */
  #types(
    before: Schema,
    after: Schema,
    spot: Spot,
    nullable: readonly [boolean, boolean],
  ): boolean {
    const was = typesOf(before, nullable[0]);
    const is = typesOf(after, nullable[1]);
    const less = missing(was, is);
    const more = missing(is, was);
    if (!less && !more) {
      return true;
    }
    const narrows = spot.direction === 'request' ? less : more;
    this.#add(narrows ? 'breaking' : 'compatible', 'type.changed', spot, [
      typeText(was),
      typeText(is),
    ]);
    const common = [...(was ?? [])].some(
      type => type !== 'null' && is?.has(type),
    );
    return !was || !is || common;
  }

  #nullability(was: boolean, is: boolean, spot: Spot): void {
    if (was !== is) {
      const narrows = spot.direction === 'request' ? was : is;
      const texts = [was ? 'null' : undefined, is ? 'null' : undefined];
      this.#add(
        narrows ? 'breaking' : 'compatible',
        'type.changed',
        spot,
        texts,
      );
    }
  }

  #values(before: Schema, after: Schema, spot: Spot): void {
    const request = spot.direction === 'request';
    if (!same(before.format, after.format)) {
      this.#add('risky', 'format.changed', spot, [before.format, after.format]);
    }
    const was = enumOf(before);
    const is = enumOf(after);
    if (was && is) {
      for (const value of was.filter(
        each => !is.some(one => same(one, each)),
      )) {
        const level = request ? 'breaking' : 'compatible';
        this.#add(level, 'value.removed', spot, [value, undefined]);
      }
      for (const value of is.filter(
        each => !was.some(one => same(one, each)),
      )) {
        const level = request ? 'compatible' : 'risky';
        this.#add(level, 'value.added', spot, [undefined, value]);
      }
    } else if (was || is) {
      const narrowed = is !== undefined;
      this.#add(
        levelOf(narrowed ? 'narrowed' : 'widened', request),
        narrowed ? 'values.limited' : 'values.unlimited',
        spot,
        [was, is],
      );
    }
    for (const { field, effect } of constraintChanges(before, after)) {
      this.#add(levelOf(effect, request), `limit.${effect}`, spot, [
        limitText(field, before),
        limitText(field, after),
      ]);
    }
    if (!same(before.default, after.default)) {
      this.#add(request ? 'risky' : 'compatible', 'default.changed', spot, [
        before.default,
        after.default,
      ]);
    }
  }

  #annotations(before: Schema, after: Schema, spot: Spot): void {
    if (before.deprecated !== true && after.deprecated === true) {
      this.#add('risky', 'schema.deprecated', spot);
    }
    if (
      !same(before.title, after.title) ||
      !same(before.description, after.description)
    ) {
      this.#add('compatible', 'text.changed', spot);
    }
  }

  #object(before: Schema, after: Schema, spot: Spot, user: string): void {
    const request = spot.direction === 'request';
    const was = propertiesOf(before, spot.direction);
    const is = propertiesOf(after, spot.direction);
    const needed = new Set(names(before.required));
    const needs = new Set(names(after.required));
    for (const [name, property] of was) {
      const here = { ...spot, at: below(spot.at, name) };
      const next = is.get(name);
      if (next === undefined && !is.has(name)) {
        const refused = after.additionalProperties === false;
        const level = !request || refused ? 'breaking' : 'risky';
        this.#add(level, 'property.removed', here);
        continue;
      }
      if (!needed.has(name) && needs.has(name)) {
        const level = request ? 'breaking' : 'compatible';
        this.#add(level, 'property.required', here);
      }
      if (needed.has(name) && !needs.has(name)) {
        const level = request ? 'compatible' : 'breaking';
        this.#add(level, 'property.optional', here);
      }
      this.#compare(property, next, here, user);
    }
    for (const name of is.keys()) {
      if (!was.has(name)) {
        const here = { ...spot, at: below(spot.at, name) };
        const level = request && needs.has(name) ? 'breaking' : 'compatible';
        const rule = needs.has(name)
          ? 'property.addedRequired'
          : 'property.added';
        this.#add(level, rule, here);
      }
    }
    this.#furtherProperties(before, after, spot, user);
  }

  #furtherProperties(
    { additionalProperties: was = true }: Schema,
    { additionalProperties: is = true }: Schema,
    spot: Spot,
    user: string,
  ): void {
    if (isRecord(was) && isRecord(is)) {
      const at = `${spot.at}{}`;
      this.#compare(was, is, { ...spot, at }, user);
    } else if ((was === false) !== (is === false)) {
      const effect = is === false ? 'narrowed' : 'widened';
      this.#add(
        levelOf(effect, spot.direction === 'request'),
        `limit.${effect}`,
        spot,
        [
          was === false ? 'additionalProperties false' : undefined,
          is === false ? 'additionalProperties false' : undefined,
        ],
      );
    }
  }

  /** Those that have the same name or are the same are pairs, and then those that stand in the same place. */
  #variants(
    was: readonly unknown[],
    is: readonly unknown[],
    spot: Spot,
    user: string,
  ): void {
    const rest = [...is];
    const unmatched: unknown[] = [];
    for (const variant of was) {
      const at = rest.findIndex(other => isSameVariant(variant, other));
      if (at < 0) {
        unmatched.push(variant);
      } else {
        const [other] = rest.splice(at, 1);
        const here = { ...spot, at: `${spot.at}|${nameOf(other)}` };
        this.#compare(variant, other, here, user);
      }
    }
    const request = spot.direction === 'request';
    if (unmatched.length === rest.length) {
      unmatched.forEach((variant, i) => {
        const here = { ...spot, at: `${spot.at}|${nameOf(rest[i])}` };
        this.#compare(variant, rest[i], here, user);
      });
      return;
    }
    for (const variant of unmatched) {
      const level = request ? 'breaking' : 'compatible';
      this.#add(level, 'variant.removed', spot, [nameOf(variant), undefined]);
    }
    for (const variant of rest) {
      const level = request ? 'compatible' : 'risky';
      this.#add(level, 'variant.added', spot, [undefined, nameOf(variant)]);
    }
  }

  #add(
    level: ChangeLevel,
    rule: string,
    { kind, name, direction, at }: Spot,
    [before, after]: readonly unknown[] = [],
  ): void {
    const was = shown(before);
    const is = shown(after);
    this.#changes.add({
      level,
      rule,
      kind,
      name,
      ...(kind === 'schema' && { direction }),
      ...(at.trim() !== '' && { at: at.trim() }),
      ...(was !== undefined && { before: was }),
      ...(is !== undefined && { after: is }),
    });
  }
}

/** A place that ends in a space is that of a whole body or message. */
function below(at: string, name: string): string {
  return at === '' || at.endsWith(' ') ? `${at}${name}` : `${at}.${name}`;
}

function levelOf(
  effect: 'narrowed' | 'widened' | 'unclear',
  request: boolean,
): ChangeLevel {
  if (effect === 'unclear') {
    return 'risky';
  }
  if (effect === 'narrowed') {
    return request ? 'breaking' : 'compatible';
  }
  return request ? 'compatible' : 'risky';
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

/** Those that are sent in this direction. */
function propertiesOf(
  { properties }: Schema,
  direction: Direction,
): Map<string, unknown> {
  const hidden = direction === 'request' ? 'readOnly' : 'writeOnly';
  return new Map(
    Object.entries(isRecord(properties) ? properties : {}).filter(
      ([, property]) => !isRecord(property) || property[hidden] !== true,
    ),
  );
}

function variantsOf({ oneOf, anyOf }: Schema): unknown[] | undefined {
  if (Array.isArray(oneOf)) {
    return oneOf;
  }
  return Array.isArray(anyOf) ? anyOf : undefined;
}

/** Whether a schema says nothing else of its values. */
function isOnlyVariants(schema: Schema): boolean {
  return schema.type === undefined && schema.properties === undefined;
}

function isSameVariant(a: unknown, b: unknown): boolean {
  const [from, to] = [referenceOf(a), referenceOf(b)];
  if (from !== undefined || to !== undefined) {
    return from === to;
  }
  const [one, other] = [titleOf(a), titleOf(b)];
  return one !== undefined || other !== undefined ? one === other : same(a, b);
}

function titleOf(variant: unknown): string | undefined {
  return isRecord(variant) && typeof variant.title === 'string'
    ? variant.title
    : undefined;
}

function nameOf(variant: unknown): string {
  const reference = referenceOf(variant);
  const name =
    reference === undefined
      ? titleOf(variant)
      : segmentsOf(reference)?.at(-1) ?? reference;
  const type = isRecord(variant) ? shown(variant.type) : undefined;
  return name ?? type ?? '…';
}
