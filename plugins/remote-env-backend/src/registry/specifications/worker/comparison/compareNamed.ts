/** What to note of things that have names: of those that went, of those that both versions have, and of those that came. */
interface Found<T> {
  gone(name: string, old: T): void;
  kept(name: string, old: T, now: T): void;
  came(name: string, now: T): void;
}

/** Goes through the things of two versions, first as the older one has them. */
export function compareNamed<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  { gone, kept, came }: Found<T>,
): void {
  for (const [name, old] of before) {
    const now = after.get(name);
    if (now === undefined) {
      gone(name, old);
    } else {
      kept(name, old, now);
    }
  }
  for (const [name, now] of after) {
    if (!before.has(name)) {
      came(name, now);
    }
  }
}

export function byName<T extends { name: string }>(
  items: readonly T[],
): Map<string, T> {
  return new Map(items.map(item => [item.name, item]));
}
