import { guardInvokeUrl, invokeHeaders } from './invokeGuard';

const INVOKE =
  'http://localhost:7007/api/remote-env/v1/environments/shop/services/1/invoke';

describe('guardInvokeUrl', () => {
  it('lets through what lies below the invoke route', () => {
    expect(guardInvokeUrl(`${INVOKE}/orders?a=b`, INVOKE)).toBe(
      `${INVOKE}/orders?a=b`,
    );
  });

  it.each([
    'https://evil.example/',
    'http://localhost:7008/api/remote-env/v1/environments/shop/services/1/invoke/x',
    `${INVOKE}/../../../../../../permission/authorize`,
    `${INVOKE}/%2e%2e/bindings`,
    `${INVOKE}er/x`,
    '//evil.example/x',
  ])('refuses %s', url => {
    expect(() => guardInvokeUrl(url, INVOKE)).toThrow('this service only');
  });
});

describe('invokeHeaders', () => {
  it('drops the reader’s own session', () => {
    const headers = invokeHeaders(
      new Headers({
        Authorization: 'Bearer x',
        Cookie: 'a=b',
        Accept: 'application/json',
      }),
    );
    expect([...headers.keys()]).toEqual(['accept']);
  });
});
