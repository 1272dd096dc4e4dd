import type { FacetValue } from '../../apis';

export interface LabelGroup {
  key: string;
  /** Each still as `key=value`. */
  values: FacetValue[];
}

/** Labels by their keys, in the order in which the keys come. */
export function labelGroups(values: readonly FacetValue[]): LabelGroup[] {
  const groups = new Map<string, LabelGroup>();
  for (const value of values) {
    const { key } = splitLabel(value.value);
    const group = groups.get(key) ?? { key, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** `key=value`; a key without one stands for any value. */
export function splitLabel(label: string): { key: string; value?: string } {
  const at = label.indexOf('=');
  return at < 0
    ? { key: label }
    : { key: label.slice(0, at), value: label.slice(at + 1) };
}

/** What is chosen once the values of one group are others: those of other keys stay. */
export function chooseInGroup(
  chosen: readonly string[],
  key: string,
  values: readonly string[],
): string[] {
  return [...chosen.filter(label => splitLabel(label).key !== key), ...values];
}
