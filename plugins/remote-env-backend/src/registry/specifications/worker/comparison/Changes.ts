import type {
  ChangeLevel,
  DocumentChange,
  DocumentComparison,
} from '@remote-env/plugin-remote-env-common';

/** What is more is only counted. */
const MAX_CHANGES = 500;
/** Characters; what is longer is cut. */
const MAX_TEXT = 200;

/** Collects the changes of one comparison, and forgets those that nobody will look at. */
export class Changes {
  readonly #kept: Record<ChangeLevel, DocumentChange[]> = {
    breaking: [],
    risky: [],
    compatible: [],
  };
  readonly #totals: Record<ChangeLevel, number> = {
    breaking: 0,
    risky: 0,
    compatible: 0,
  };

  add(change: DocumentChange): void {
    this.#totals[change.level] += 1;
    const kept = this.#kept[change.level];
    if (kept.length < MAX_CHANGES) {
      kept.push(cut(change));
    }
  }

  /** @param usedBy - of a change in a schema: who uses that */
  result(
    usedBy: (change: DocumentChange) => string[] | undefined,
  ): DocumentComparison {
    const { breaking, risky, compatible } = this.#kept;
    const changes = [...breaking, ...risky, ...compatible]
      .slice(0, MAX_CHANGES)
      .map(change => {
        const users = usedBy(change);
        return users ? { ...change, usedBy: users } : change;
      });
    return { ...this.#totals, changes };
  }
}

function cut(change: DocumentChange): DocumentChange {
  const texts = ['name', 'at', 'before', 'after'] as const;
  const copy = { ...change };
  for (const field of texts) {
    const text = copy[field];
    if (text !== undefined && text.length > MAX_TEXT) {
      copy[field] = `${text.slice(0, MAX_TEXT)}…`;
    }
  }
  return copy;
}

/** A value as a change shows it; undefined for none. */
export function shown(value: unknown): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether two values of a document are the same, whatever the order of their fields. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) {
    return false;
  }
  const keys = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every(
      key =>
        Object.hasOwn(b, key) && same(Reflect.get(a, key), Reflect.get(b, key)),
    )
  );
}
