import { chooseInGroup, labelGroups } from './labelGroups';

describe('labels by key', () => {
  it('keeps the order in which keys come', () => {
    const values = ['b=1', 'a=1', 'b=x=y'].map(value => ({ value, count: 1 }));
    expect(
      labelGroups(values).map(({ key, values: of }) => [
        key,
        of.map(({ value }) => value),
      ]),
    ).toEqual([
      ['b', ['b=1', 'b=x=y']],
      ['a', ['a=1']],
    ]);
  });

  it('replaces the choice of one key, also that of any value, and of no other', () => {
    expect(chooseInGroup(['a', 'b=1'], 'a', ['a=1', 'a=2'])).toEqual([
      'b=1',
      'a=1',
      'a=2',
    ]);
  });
});
