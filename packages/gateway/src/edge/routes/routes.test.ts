import { RouteTable, type Route } from './RouteTable';
import { parseTarget } from './target';

describe('parseTarget', () => {
  it('takes a target apart and changes nothing', () => {
    expect(parseTarget('/shop/v1/x%20y?token=a?b')).toEqual({
      path: '/shop/v1/x%20y',
      query: '?token=a?b',
      segments: ['shop', 'v1', 'x%20y'],
    });
    expect(parseTarget('/')).toEqual({ path: '/', query: '', segments: [''] });
  });

  it.each([
    '/shop/../other',
    '/shop/%2e%2E/other',
    '/shop/.',
    '/shop/a%2fb',
    '/shop/a%5cb',
    '/shop/a\\b',
    '/shop/%00',
    '/shop/%zz',
    '/shop/%ff',
    '/shop#x',
    'http://other.test/shop',
    '*',
    '',
  ])('refuses %s', url => {
    expect(parseTarget(url)).toMatchObject({ status: 400 });
  });

  it('refuses what is too long', () => {
    expect(parseTarget(`/${'a'.repeat(8192)}`)).toMatchObject({ status: 414 });
  });
});

describe('RouteTable', () => {
  const route = (method: Route['method'], pattern: string): Route => ({
    name: `${method} ${pattern}`,
    method,
    pattern,
    certificate: 'none',
    handle: () => {},
  });
  const table = RouteTable.create([
    route('GET', '/v1/health'),
    route('GET', '/{re}/v1/metadata/**'),
    route('POST', '/{re}/v1/metadata/**'),
    route('POST', '/{re}/events'),
    route('GET', '/v1/remoteenvironments/{re}/info'),
  ]);
  const match = (method: string, path: string) => {
    const found = table.match(method, path.split('/').slice(1));
    return found.found === 'route'
      ? [found.route.name, found.environment]
      : found;
  };

  it.each([
    ['GET', '/v1/health', 'GET /v1/health', undefined],
    ['HEAD', '/v1/health', 'GET /v1/health', undefined],
    ['POST', '/shop/events', 'POST /{re}/events', 'shop'],
    ['GET', '/shop/v1/metadata', 'GET /{re}/v1/metadata/**', 'shop'],
    ['POST', '/shop/v1/metadata/a/b', 'POST /{re}/v1/metadata/**', 'shop'],
    [
      'GET',
      '/v1/remoteenvironments/shop/info',
      'GET /v1/remoteenvironments/{re}/info',
      'shop',
    ],
  ])('%s %s', (method, path, name, environment) => {
    expect(match(method, path)).toEqual([name, environment]);
  });

  it('tells a wrong method from an unknown path', () => {
    expect(match('DELETE', '/shop/v1/metadata')).toEqual({
      found: 'path',
      allow: 'GET, HEAD, POST',
    });
    expect(match('GET', '/shop/other')).toEqual({ found: 'nothing' });
    expect(match('GET', '/v1/health/')).toEqual({ found: 'nothing' });
    expect(match('GET', '/shop/events/x')).toEqual({ found: 'nothing' });
  });
});
