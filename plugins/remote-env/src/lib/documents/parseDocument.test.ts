import { parseDocument } from './parseDocument';

describe('parseDocument', () => {
  it('reads JSON and YAML', () => {
    expect(parseDocument(' {"openapi":"3.0.0"}')).toEqual({ openapi: '3.0.0' });
    expect(parseDocument('openapi: 3.0.0\npaths: {}\n')).toEqual({
      openapi: '3.0.0',
      paths: {},
    });
  });

  it.each(['[1]', 'just text', '{"a":', 'a: [1'])('refuses %p', text => {
    expect(() => parseDocument(text)).toThrow();
  });

  it('refuses a document whose aliases would blow up', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe']) {
      lines.push(`${name}: &${name} [${Array(10).fill(`*${before}`)}]`);
    }
    expect(() => parseDocument(lines.join('\n'))).toThrow(/alias/);
  });
});
