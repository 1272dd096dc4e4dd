import { formatLabels, parseLabels } from './labels';

describe('parseLabels', () => {
  it('reads one label a line, with blanks and empty lines', () => {
    expect(
      parseLabels('region = eu\n\n  team=orders  \nnote=a=b\nempty=\n'),
    ).toEqual({
      labels: { region: 'eu', team: 'orders', note: 'a=b', empty: '' },
    });
  });

  it.each([
    ['region', 'shape'],
    ['=eu', 'shape'],
    ['re gion=eu', 'key'],
    [`region=${'x'.repeat(254)}`, 'value'],
    ['region=eu\nregion=us', 'duplicate'],
  ])('names the line that is wrong: %s', (text, reason) => {
    expect(parseLabels(text)).toEqual({
      problem: { line: text.split('\n').length, reason },
    });
  });

  it('does not take inherited properties for duplicates', () => {
    expect(parseLabels('constructor=x')).toEqual({
      labels: { constructor: 'x' },
    });
  });

  it('reads back what formatLabels writes', () => {
    const labels = { region: 'eu', note: 'a=b', empty: '' };
    expect(parseLabels(formatLabels(labels))).toEqual({ labels });
  });
});
