import { parseGuides } from './guides';

describe('parseGuides', () => {
  it('reads the set of pages that the registry stores', () => {
    expect(
      parseGuides(
        JSON.stringify({
          displayName: 'Orders',
          docs: [{ title: 'Intro', type: 'md', source: '# hi' }],
        }),
        'Orders',
      ),
    ).toEqual([{ title: 'Intro', markdown: '# hi' }]);
  });

  it('takes anything else for one page', () => {
    for (const text of ['# hi', '{"a":1}', '[]', '{"docs":[{"title":1}]}']) {
      expect(parseGuides(text, 'Orders')).toEqual([
        { title: 'Orders', markdown: text },
      ]);
    }
  });
});
