import { exampleText, shortJson } from './valueText';

describe('shortJson', () => {
  it('takes texts as they are and the rest as JSON', () => {
    expect(['a', 1, null, { a: [true] }, undefined].map(shortJson)).toEqual([
      'a',
      '1',
      'null',
      '{"a":[true]}',
      '',
    ]);
  });

  it('does not write out what is large', () => {
    const long = 'x'.repeat(1_000_000);
    expect(shortJson(long).length).toBeLessThan(200);
    expect(shortJson([long]).length).toBeLessThan(200);
    expect(shortJson(Array.from({ length: 1000 }, () => 0))).toBe('[…]');
    expect(shortJson({ deep: { ...Array.from('x'.repeat(1000)) } })).toBe(
      '{…}',
    );
  });
});

describe('exampleText', () => {
  it('is cut where nobody reads on', () => {
    expect(exampleText({ a: 1 })).toBe('{\n  "a": 1\n}');
    expect(exampleText('x'.repeat(1_000_000)).length).toBeLessThan(70_000);
  });
});
