/** Random numbers that come again with the same seed. */
export interface Random {
  /** Below a limit, from 0. */
  below(limit: number): number;
  /** One of those there are. */
  one<T>(items: readonly T[]): T;
}

/** xorshift32 (Marsaglia, "Xorshift RNGs", 2003): good enough to wander about with. @param seed - not 0 */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0 || 1;
  const below = (limit: number) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
  return {
    below,
    one<T>(items: readonly T[]): T {
      const [first] = items;
      if (first === undefined) {
        throw new Error('there is nothing to choose from');
      }
      return items[below(items.length)] ?? first;
    },
  };
}
