import { isRecord } from '../outline/words.ts';
import { referenceOf, segmentsOf } from '../references.ts';
import { same, shown } from './Changes.ts';
import type { Schema } from './effectiveSchema.ts';

/** Alternatives of a schema in two documents. */
export interface PairedVariants {
  pairs: [unknown, unknown][];
  removed: unknown[];
  added: unknown[];
}

/** Those that have the same name or are the same are pairs, and then, of equally many, those in the same place. */
export function pairedVariants(
  before: readonly unknown[],
  after: readonly unknown[],
): PairedVariants {
  const added = [...after];
  const removed: unknown[] = [];
  const pairs: [unknown, unknown][] = [];
  for (const variant of before) {
    const at = added.findIndex(other => isSameVariant(variant, other));
    if (at < 0) {
      removed.push(variant);
    } else {
      const [other] = added.splice(at, 1);
      pairs.push([variant, other]);
    }
  }
  if (removed.length !== added.length) {
    return { pairs, removed, added };
  }
  removed.forEach((variant, i) => pairs.push([variant, added[i]]));
  return { pairs, removed: [], added: [] };
}

/** Undefined of a schema without alternatives. */
export function variantsOf({ oneOf, anyOf }: Schema): unknown[] | undefined {
  if (Array.isArray(oneOf)) {
    return oneOf;
  }
  return Array.isArray(anyOf) ? anyOf : undefined;
}

/** Whether a schema says nothing else of its values. */
export function isOnlyVariants(schema: Schema): boolean {
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

/** As a change names it. */
export function nameOf(variant: unknown): string {
  const reference = referenceOf(variant);
  const name =
    reference === undefined
      ? titleOf(variant)
      : segmentsOf(reference)?.at(-1) ?? reference;
  const type = isRecord(variant) ? shown(variant.type) : undefined;
  return name ?? type ?? '…';
}
