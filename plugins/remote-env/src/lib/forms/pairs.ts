/** A name and a value, as a line of text says them. */
export type Pair = [name: string, value: string];

/**
 * Reads pairs as people write them, one a line, blank lines ignored.
 *
 * @param separator - between name and value; the first counts
 * @returns or the line, from 1, that is no pair
 */
export function parsePairs(
  text: string,
  separator: '=' | ':',
): { pairs: Pair[] } | { wrongLine: number } {
  const pairs: Pair[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const row = raw.trim();
    const at = row.indexOf(separator);
    if (row && at < 1) {
      return { wrongLine: index + 1 };
    }
    if (row) {
      pairs.push([row.slice(0, at).trim(), row.slice(at + 1).trim()]);
    }
  }
  return { pairs };
}

/** Values by name, in the form in which parameters are registered. */
export function toParameterMap(pairs: readonly Pair[]) {
  const map: Record<string, string[]> = {};
  for (const [name, value] of pairs) {
    map[name] = [...(Object.hasOwn(map, name) ? map[name] ?? [] : []), value];
  }
  return map;
}

/** The text that is read back to the same parameters. */
export function formatParameterMap(
  map: Record<string, string[]>,
  separator: '=' | ': ',
): string {
  return Object.entries(map)
    .flatMap(([name, values]) =>
      values.map(value => `${name}${separator}${value}`),
    )
    .join('\n');
}
