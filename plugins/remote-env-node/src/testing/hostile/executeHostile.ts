import type { Attempts, HostileAnswer, HostileCase } from './HostileCase';

function expected({ error, ...answer }: HostileAnswer) {
  return {
    ...answer,
    ...(error !== undefined && {
      error: error instanceof RegExp ? expect.stringMatching(error) : error,
    }),
  };
}

/**
 * Makes a test of each case, which compares the whole answer, and one more that fails when a case was not executed.
 *
 * @param cases - one of `HOSTILE_GROUPS`
 */
export function executeHostile<const C extends readonly HostileCase[]>(
  cases: C,
  attempts: Attempts<C>,
): void {
  const executed = new Set<string>();
  const byName: Record<string, Attempts<C>[C[number]['name']]> = attempts;

  it.each(cases.map(each => [each.name, each] as const))(
    '%s',
    async (name, { answer }) => {
      const attempt = byName[name];
      if (!attempt) {
        throw new Error(`nobody executes '${name}'`);
      }
      const got = await attempt();
      executed.add(name);
      expect(got).toEqual(expected(answer));
    },
  );

  it(`were all ${cases.length} executed`, () => {
    expect([...executed]).toEqual(cases.map(({ name }) => name));
  });
}
