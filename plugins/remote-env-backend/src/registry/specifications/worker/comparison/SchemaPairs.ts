import type { DocumentChange } from '@remote-env/plugin-remote-env-common';
import { segmentsOf } from '../references.ts';
import type { Spot } from './SchemaComparison.ts';
import type { Direction } from './valueChanges.ts';

/** A schema with a name of its own in both documents. */
export interface Pair {
  key: string;
  before: string;
  after: string;
  spot: Spot;
}

const MAX_USERS = 5;

/** Schemas with names that are to be compared, each pair of them once, and who refers to them. */
export class SchemaPairs {
  readonly #waiting: Pair[] = [];
  /** Who refers to a pair: keys of pairs, and names of operations and channels. */
  readonly #users = new Map<string, Set<string>>();
  readonly #pairs = new Map<string, Pair>();

  /** The next pair to be compared. */
  next(): Pair | undefined {
    return this.#waiting.pop();
  }

  /** @param user - who refers to it: key of a pair, or name of an operation or a channel */
  add(before: string, after: string, direction: Direction, user: string): void {
    const key = `${before} ${after} ${direction}`;
    const users = this.#users.get(key);
    if (users) {
      users.add(user);
      return;
    }
    this.#users.set(key, new Set([user]));
    const name = segmentsOf(after)?.at(-1) ?? after;
    const spot: Spot = { kind: 'schema', name, direction, at: '' };
    const pair = { key, before, after, spot };
    this.#pairs.set(key, pair);
    this.#waiting.push(pair);
  }

  /** Some of the operations and channels that a changed schema concerns. */
  usersOf({ kind, name, direction }: DocumentChange): string[] | undefined {
    if (kind !== 'schema') {
      return undefined;
    }
    const own = [...this.#pairs.values()].filter(
      ({ spot }) => spot.name === name && spot.direction === direction,
    );
    const seen = new Set(own.map(({ key }) => key));
    const found = new Set<string>();
    // Grows while it is gone through, so that circles end.
    for (const key of seen) {
      for (const user of this.#users.get(key) ?? []) {
        if (this.#pairs.has(user)) {
          seen.add(user);
        } else if (found.size < MAX_USERS) {
          found.add(user);
        }
      }
    }
    return found.size > 0 ? [...found] : undefined;
  }
}
