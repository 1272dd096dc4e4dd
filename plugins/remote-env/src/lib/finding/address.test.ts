import { AddressReader, withoutValues, withValues } from './address';
import { readServiceSelection } from './selections';

const params = (text: string) => new URLSearchParams(text);

describe('addresses of lists', () => {
  it('reads what there is once each, and keeps the rest as wrong', () => {
    const address = AddressReader.of(
      params('state=a&state=b&state=a&state=c&kind=x&label=&label=k=v'),
    );
    expect(address.many('state', ['a', 'b'])).toEqual(['a', 'b']);
    expect(address.one('kind', ['y'])).toBeUndefined();
    expect(address.texts('label')).toEqual(['k=v']);
    expect(address.wrong).toEqual([
      { name: 'state', value: 'c' },
      { name: 'kind', value: 'x' },
      { name: 'label', value: '' },
    ]);
  });

  it('asks the portal for no more values than it takes', () => {
    const many = Array.from({ length: 22 }, (_, i) => `label=k=${i}`).join('&');
    const { filters, wrong } = readServiceSelection(params(many));
    expect(filters.label).toHaveLength(20);
    expect(wrong).toHaveLength(2);
  });

  it('asks for nothing that was not chosen', () => {
    expect(readServiceSelection(params('')).filters).toEqual({});
  });

  it('begins at the first page with every change', () => {
    const before = params('q=a&cursor=c&from=25&state=x&state=y');
    expect(withValues(before, 'state', ['z']).toString()).toBe('q=a&state=z');
    expect(
      withoutValues(before, [{ name: 'state', value: 'x' }]).toString(),
    ).toBe('q=a&state=y');
    expect(before.get('cursor')).toBe('c');
  });
});
