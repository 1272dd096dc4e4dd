import { beginningOf, plainWords } from './plainWords';

describe('plainWords', () => {
  it.each([
    'A sentence, with (brackets): and more.',
    'Over\ntwo lines.',
    'Over\n  two lines.',
  ])('takes %j as it is', text => {
    expect(plainWords(text)).toEqual([{ text, isCode: false }]);
  });

  it('tells code from words', () => {
    expect(plainWords('Use `a*b` or `_c_`.')).toEqual([
      { text: 'Use ', isCode: false },
      { text: 'a*b', isCode: true },
      { text: ' or ', isCode: false },
      { text: '_c_', isCode: true },
      { text: '.', isCode: false },
    ]);
  });

  it.each([
    '**Bold**',
    'a [link](https://example.com)',
    'see https://example.com',
    '# Title',
    '- one\n- two',
    '1. one',
    'one\n\ntwo',
    '<b>raw</b>',
    '```\ncode\n```',
    'not `closed',
    'a &amp; b',
    'Title\n=====',
  ])('leaves %j to Markdown', text => {
    expect(plainWords(text)).toBeUndefined();
  });
});

describe('beginningOf', () => {
  it('is of no use for short texts', () => {
    expect(beginningOf('Short and *well*.')).toBeUndefined();
  });

  it('is the first paragraph without markup', () => {
    expect(beginningOf('See [the `docs`](https://example.com).\n\nMore.')).toBe(
      'See the docs.',
    );
  });

  it('leaves out headings’ marks and raw HTML', () => {
    expect(beginningOf('# The <b>title</b>\n\nMore.')).toBe('The title');
  });

  it('ends with a whole word', () => {
    const text = beginningOf('words and '.repeat(60)) ?? '';
    expect(text.length).toBeLessThan(250);
    expect(text).toMatch(/ (?:words|and) …$/);
  });
});
