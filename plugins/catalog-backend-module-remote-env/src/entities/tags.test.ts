import { tagsOf } from './tags';

describe('tagsOf', () => {
  it('writes labels by the rule of tags', () => {
    expect(
      tagsOf({
        'connected-app': 'shop',
        team: 'Check Out',
        'acme.test/tier': 'GOLD!',
        flag: '',
        '!!!': 'x',
        long: 'x'.repeat(80),
      }),
    ).toEqual(['team:check-out', 'acme-test-tier:gold', 'flag']);
    expect(tagsOf(undefined)).toEqual([]);
  });

  it('makes no more than can be read', () => {
    const many = Array.from({ length: 50 }, (_, i) => [`label${i}`, 'x']);
    expect(tagsOf(Object.fromEntries(many))).toHaveLength(20);
  });
});
