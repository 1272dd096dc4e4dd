import { targetPath } from './targetPath';

describe('targetPath', () => {
  it.each([
    ['https://a.test', '', undefined, '/'],
    ['https://a.test', '/x', undefined, '/x'],
    ['https://a.test/base', '', undefined, '/base'],
    ['https://a.test/base', '/', undefined, '/base/'],
    ['https://a.test/base/', '/x/', undefined, '/base/x/'],
    ['https://a.test/base?k=1', '/x', 'q=%20&r', '/base/x?k=1&q=%20&r'],
    ['https://a.test/base?k=1', '/x', '', '/base/x?k=1'],
    ['https://a.test', '/x', '..%2f..', '/x?..%2f..'],
  ])('joins %s with %j and query %j', (target, path, query, expected) => {
    expect(targetPath(new URL(target), path, query)).toBe(expected);
  });
});
