import { elementSources, memberSource } from './sources';

describe('memberSource', () => {
  it('keeps the text as it was sent', () => {
    const text =
      ' { "a" : {"x":[1,"}"]} , "data":\t{"n": 12345678901234567890, "e": 1.50E+2, "s":"\\u0041\\"" } }';
    expect(memberSource(text, 'data')).toBe(
      '{"n": 12345678901234567890, "e": 1.50E+2, "s":"\\u0041\\"" }',
    );
    expect(memberSource(text, 'a')).toBe('{"x":[1,"}"]}');
  });

  it.each([
    ['{"data":1}', '1'],
    ['{"data":-0.5e3 ,"b":2}', '-0.5e3'],
    ['{"data":null}', 'null'],
    ['{"data":true}', 'true'],
    ['{"data":"a\\\\"}', '"a\\\\"'],
    ['{"data":[[],{"b":"]"}]}', '[[],{"b":"]"}]'],
    ['{"d\\u0061ta":1}', '1'],
    ['{"data":1,"data":2}', '2'],
    ['{"x":{"data":1},"data":3}', '3'],
  ])('finds data in %s', (text, expected) => {
    expect(JSON.parse(expected)).toEqual(JSON.parse(text).data);
    expect(memberSource(text, 'data')).toBe(expected);
  });

  it('finds nothing where there is nothing', () => {
    expect(memberSource('{}', 'data')).toBeUndefined();
    expect(memberSource('{"x":"data"}', 'data')).toBeUndefined();
  });
});

describe('elementSources', () => {
  it.each([
    ['[]', []],
    [' [ ] ', []],
    ['[{"a":"],"} , [2] ,"x",1]', ['{"a":"],"}', '[2]', '"x"', '1']],
  ])('splits %s', (text, expected) => {
    expect(elementSources(text)).toEqual(expected);
  });
});
