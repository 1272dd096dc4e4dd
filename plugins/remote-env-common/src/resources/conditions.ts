import type { Condition } from './meta';

/** What a condition says, apart from when it began to. */
export type ConditionContent = Omit<Condition, 'lastTransitionTime'>;

/**
 * Conditions with one of them set: the time of its last transition moves only with its status, and nothing changes
 * when it says the same as before. Conditions of other types stay.
 */
export function withCondition(
  conditions: readonly Condition[],
  wanted: ConditionContent,
  now: Date,
): Condition[] {
  const current = conditions.find(({ type }) => type === wanted.type);
  const next: Condition = {
    ...wanted,
    lastTransitionTime:
      current?.status === wanted.status
        ? current.lastTransitionTime
        : now.toISOString(),
  };
  return current
    ? conditions.map(each => (each === current ? next : each))
    : [...conditions, next];
}
