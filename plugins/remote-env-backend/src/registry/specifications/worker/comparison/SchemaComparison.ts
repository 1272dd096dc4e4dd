import type {
  ChangedKind,
  ChangeLevel,
  ChangeRule,
  DocumentChange,
} from '@remote-env/plugin-remote-env-common';
import { isRecord } from '../outline/words.ts';
import { referenceOf } from '../references.ts';
import { shown, type Changes } from './Changes.ts';
import {
  effectiveSchema,
  foreignReference,
  unwrapped,
  type Schema,
  type Unwrapped,
} from './effectiveSchema.ts';
import { propertyChanges } from './propertyChanges.ts';
import { SchemaPairs } from './SchemaPairs.ts';
import {
  levelOf,
  nullabilityChange,
  typeChange,
  valueChanges,
  type Direction,
  type Found,
} from './valueChanges.ts';
import {
  isOnlyVariants,
  nameOf,
  pairedVariants,
  variantsOf,
} from './variants.ts';

/** Where in a document a comparison is. */
export interface Spot {
  kind: ChangedKind;
  name: string;
  direction: Direction;
  /** Empty at the top. */
  at: string;
}

/**
 * Compares schemas of two documents. One that both refer to is compared once, as a subject of its own, however many
 * operations use it and however it refers to itself.
 */
export class SchemaComparison {
  readonly #before: unknown;
  readonly #after: unknown;
  readonly #changes: Changes;
  readonly #pairs = new SchemaPairs();
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
    for (let pair = this.#pairs.next(); pair; pair = this.#pairs.next()) {
      this.#compareValues(
        { schema: { $ref: pair.before }, nullable: false },
        { schema: { $ref: pair.after }, nullable: false },
        pair.spot,
        pair.key,
      );
    }
  }

  /** Some of the operations and channels that a changed schema concerns. */
  usersOf(change: DocumentChange): string[] | undefined {
    return this.#pairs.usersOf(change);
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
      this.#note(
        nullabilityChange(before.nullable, after.nullable, spot.direction),
        spot,
      );
      this.#pairs.add(from, to, spot.direction, user);
      return;
    }
    const circle = `${from ?? ''} ${to ?? ''} ${spot.direction} ${spot.at}`;
    const deep = spot.at.length > 1000;
    if (!deep && !this.#mixed.has(circle)) {
      this.#mixed.add(circle);
      this.#compareValues(before, after, spot, user);
    }
  }

  #compareValues(a: Unwrapped, b: Unwrapped, spot: Spot, user: string): void {
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
    const types = typeChange(
      { ...a, schema: before },
      { ...b, schema: after },
      spot.direction,
    );
    this.#note(types.found, spot);
    if (!types.related) {
      return;
    }
    this.#note(valueChanges(before, after, spot.direction), spot);
    this.#object(before, after, spot, user);
    this.#items(before, after, spot, user);
    if (was && is) {
      this.#variants(was, is, spot, user);
    } else if (was || is) {
      this.#add('risky', 'variants.changed', spot);
    }
  }

  #object(before: Schema, after: Schema, spot: Spot, user: string): void {
    for (const { name, found, pair } of propertyChanges(
      before,
      after,
      spot.direction,
    )) {
      const here = { ...spot, at: below(spot.at, name) };
      this.#note(found, here);
      if (pair) {
        this.#compare(...pair, here, user);
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
      this.#add(levelOf(effect, spot.direction), `limit.${effect}`, spot, [
        was === false ? 'additionalProperties false' : undefined,
        is === false ? 'additionalProperties false' : undefined,
      ]);
    }
  }

  #items(
    { items: was }: Schema,
    { items: is }: Schema,
    spot: Spot,
    user: string,
  ): void {
    if (was !== undefined && is !== undefined) {
      this.#compare(was, is, { ...spot, at: `${spot.at}[]` }, user);
    } else if (was !== is) {
      const effect = is === undefined ? 'widened' : 'narrowed';
      const level = levelOf(effect, spot.direction);
      this.#add(level, `limit.${effect}`, spot, [
        was === undefined ? undefined : 'items',
        is === undefined ? undefined : 'items',
      ]);
    }
  }

  #variants(
    was: readonly unknown[],
    is: readonly unknown[],
    spot: Spot,
    user: string,
  ): void {
    const { added, pairs, removed } = pairedVariants(was, is);
    for (const [before, after] of pairs) {
      const here = { ...spot, at: `${spot.at}|${nameOf(after)}` };
      this.#compare(before, after, here, user);
    }
    for (const variant of removed) {
      const level = levelOf('narrowed', spot.direction);
      this.#add(level, 'variant.removed', spot, [nameOf(variant)]);
    }
    for (const variant of added) {
      const level = levelOf('widened', spot.direction);
      this.#add(level, 'variant.added', spot, [undefined, nameOf(variant)]);
    }
  }

  #note(found: readonly Found[], spot: Spot): void {
    for (const { level, rule, before, after } of found) {
      this.#add(level, rule, spot, [before, after]);
    }
  }

  #add(
    level: ChangeLevel,
    rule: ChangeRule,
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
