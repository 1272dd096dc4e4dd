import { mergePatch } from './mergePatch';

/** RFC 7386, section 2. */
function apply(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    return patch;
  }
  const base =
    typeof target === 'object' && target !== null && !Array.isArray(target)
      ? target
      : {};
  const entries = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      entries.delete(key);
    } else {
      entries.set(key, apply(entries.get(key), value));
    }
  }
  return Object.fromEntries(entries);
}

describe('mergePatch', () => {
  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1, b: { c: 'x', d: 'y' } }, { b: { c: 'z' } }],
    [{ a: [1, 2] }, { a: [2] }],
    [{ a: {} }, { a: { b: {} } }],
    [{}, { status: {} }],
    [{ a: 'text' }, { a: { b: 1 } }],
    [{ a: { b: 1 } }, { a: [] }],
    [
      { '': 'x', 'a/b~c': '' },
      { 'a/b~c': '', __proto: 'y' },
    ],
    [JSON.parse('{"__proto__":"x"}'), JSON.parse('{"__proto__":"y"}')],
  ])('makes %j of %j', (from, to) => {
    expect(apply(from, mergePatch(from, to))).toEqual(to);
  });

  it('is nothing where nothing changes, whatever the order of keys', () => {
    expect(
      mergePatch(
        { a: 1, b: { c: [{ d: 1 }] } },
        { b: { c: [{ d: 1 }] }, a: 1 },
      ),
    ).toBeUndefined();
  });

  it('leaves what it does not know', () => {
    const patch = mergePatch({ spec: { a: 1 } }, { spec: { b: 2 } });
    expect(apply({ spec: { a: 1, foreign: 3 } }, patch)).toEqual({
      spec: { b: 2, foreign: 3 },
    });
  });
});
