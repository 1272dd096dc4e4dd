const KEY = /^[A-Za-z0-9]([-A-Za-z0-9_./]{0,61}[A-Za-z0-9])?$/;
const MAX_VALUE_LENGTH = 253;

export type Labels = Record<string, string>;

/** Why a text of labels cannot be used; `line` counts from 1. */
export interface LabelProblem {
  line: number;
  reason: 'shape' | 'key' | 'value' | 'duplicate';
}

/** Reads labels as people write them: one `key=value` a line, blank lines ignored. */
export function parseLabels(
  text: string,
): { labels: Labels } | { problem: LabelProblem } {
  const labels: Labels = {};
  for (const [index, raw] of text.split('\n').entries()) {
    const row = raw.trim();
    if (!row) {
      continue;
    }
    const line = index + 1;
    const at = row.indexOf('=');
    if (at < 1) {
      return { problem: { line, reason: 'shape' } };
    }
    const key = row.slice(0, at).trim();
    const value = row.slice(at + 1).trim();
    if (!KEY.test(key)) {
      return { problem: { line, reason: 'key' } };
    }
    if (value.length > MAX_VALUE_LENGTH) {
      return { problem: { line, reason: 'value' } };
    }
    if (Object.hasOwn(labels, key)) {
      return { problem: { line, reason: 'duplicate' } };
    }
    labels[key] = value;
  }
  return { labels };
}

/** The text that `parseLabels` reads back to the same labels. */
export function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');
}
