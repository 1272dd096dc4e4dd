import { compareDocuments } from '../compareDocuments.ts';

/** `level rule at` of each change. */
export function changesOf(
  before: { format: string; text: string },
  after: { format: string; text: string },
): string[] {
  return compareDocuments(before, after).changes.map(
    ({ level, rule, at, before: was, after: is }) =>
      [level, rule, at, was && `-${was}`, is && `+${is}`]
        .filter(Boolean)
        .join(' '),
  );
}
