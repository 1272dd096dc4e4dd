/** Rows that one statement takes: few sizes, so that few statements have to be prepared. */
const SIZES = [64, 8, 1];

/** Cuts a list into pieces for statements with many rows. */
export function* chunksOf<T>(items: readonly T[]): Generator<T[]> {
  let start = 0;
  for (const size of SIZES) {
    for (; items.length - start >= size; start += size) {
      yield items.slice(start, start + size);
    }
  }
}

/** @returns `(?, ?), (?, ?)` for two rows of two columns */
export function placeholders(rows: number, columns: number): string {
  return Array(rows)
    .fill(`(${list(columns)})`)
    .join(', ');
}

/** @returns `?, ?` for two values */
export function list(values: number): string {
  return Array(values).fill('?').join(', ');
}
