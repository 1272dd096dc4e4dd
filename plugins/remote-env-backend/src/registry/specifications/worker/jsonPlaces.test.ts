import { deepPlace, jsonPlaces } from './jsonPlaces.ts';

describe('places in JSON', () => {
  const text = [
    '{',
    ' "a": [1, {"b\\"": "x}]", "c": {}}, "s"],',
    '   "d": {"a": {"0": null}},',
    ' "": true',
    '}',
  ].join('\n');

  it.each<[(string | number)[], number, number]>([
    [[], 1, 1],
    [['a'], 2, 7],
    [['a', 0], 2, 8],
    [['a', '1', 'b"'], 2, 19],
    [['a', 1, 'c'], 2, 31],
    [['a', 2], 2, 36],
    [['d', 'a', 0], 3, 21],
    [[''], 4, 6],
    // What is missing has no place; what it is missing from has.
    [['d', 'nothing', 'below'], 3, 9],
    [['a', 7], 2, 7],
  ])('finds %j', (path, line, column) => {
    expect(jsonPlaces(text, [path])).toEqual([{ line, column }]);
  });

  it('finds many at once, and where nesting goes too far', () => {
    expect(jsonPlaces(text, [['d'], ['a'], ['d']])).toEqual([
      { line: 3, column: 9 },
      { line: 2, column: 7 },
      { line: 3, column: 9 },
    ]);
    expect(deepPlace(text, 2)).toEqual({ line: 2, column: 11 });
    expect(deepPlace(text, 3)).toEqual({ line: 2, column: 31 });
    expect(deepPlace(text, 4)).toBeUndefined();
    expect(deepPlace('["[[["]', 1)).toBeUndefined();
  });
});
