/** Characters; what is longer is cut. */
const LONGEST = { name: 1000, summary: 200, description: 20_000 };

/** A text of a document as an outline has it; undefined for what is none. */
export function words(
  value: unknown,
  kind: keyof typeof LONGEST,
): string | undefined {
  return typeof value === 'string' && value.trim() !== ''
    ? value.trim().slice(0, LONGEST[kind])
    : undefined;
}

/** What something is about in one line: its summary, or else how its description begins. */
export function summaryOf(thing: Record<string, unknown>): string | undefined {
  const summary = words(thing.summary ?? thing.title, 'summary');
  const [line] = words(thing.description, 'description')?.split('\n', 1) ?? [];
  return summary ?? words(line, 'summary');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Entries of what should be an object of objects, without those that are not. */
export function recordsIn(value: unknown): [string, Record<string, unknown>][] {
  return isRecord(value)
    ? Object.entries(value).flatMap(([key, item]) =>
        isRecord(item) ? [[key, item] as [string, typeof item]] : [],
      )
    : [];
}
