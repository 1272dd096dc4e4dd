import { parseEventData } from './eventData';

describe('parseEventData', () => {
  it('reads JSON of any kind, and nothing', () => {
    expect(parseEventData('{"a":1}')).toEqual({ data: { a: 1 } });
    expect(parseEventData('null')).toEqual({ data: null });
    expect(parseEventData('  ')).toEqual({ data: undefined });
  });

  it('says what is wrong', () => {
    expect(parseEventData('{a}')).toEqual({
      problem: expect.stringContaining('JSON'),
    });
  });
});
