import { z } from 'zod';

/** Slips of the pen within one word, at most. */
const MAX_DISTANCE = 3;

/** Keys that the object at a path may have; none when there is no object. */
export function keysAt(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
): string[] {
  const shapes = shapesOf(schema);
  const [first, ...rest] = path;
  if (first === undefined) {
    return shapes.flatMap(shape => Object.keys(shape));
  }
  return shapes.flatMap(shape => {
    const next = shape[String(first)];
    return next ? keysAt(next, rest) : [];
  });
}

/** The objects that a schema is about, below defaults, unions and transformations. */
function shapesOf(
  schema: z.core.$ZodType,
): Readonly<Record<string, z.core.$ZodType>>[] {
  if (schema instanceof z.ZodObject) {
    return [schema.shape];
  }
  if (schema instanceof z.ZodPipe) {
    return [...shapesOf(schema.in), ...shapesOf(schema.out)];
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap(shapesOf);
  }
  return schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodOptional
    ? shapesOf(schema.unwrap())
    : [];
}

/** `suprvise (did you mean supervise?)` */
export function withSuggestion(key: string, known: readonly string[]): string {
  const [best] = known
    .map(name => ({ name, distance: distance(key, name) }))
    .filter(({ name, distance: d }) => d <= MAX_DISTANCE && d < name.length / 2)
    .sort((a, b) => a.distance - b.distance);
  return best ? `${key} (did you mean ${best.name}?)` : key;
}

/** Letters to change, add or take away (Levenshtein), upper and lower case being the same. */
function distance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1),
        ),
      );
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
