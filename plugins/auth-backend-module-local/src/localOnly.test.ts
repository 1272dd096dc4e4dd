import { refuseUnlessLocal } from './localOnly';

describe('refuseUnlessLocal', () => {
  it.each([
    'http://localhost:7007',
    'http://127.0.0.1:7007',
    'http://127.8.9.1',
    'https://portal.localhost',
    'http://[::1]:7007',
  ])('accepts %s', url => {
    expect(() =>
      refuseUnlessLocal({
        nodeEnv: undefined,
        baseUrls: { 'backend.baseUrl': url },
      }),
    ).not.toThrow();
  });

  it.each([
    'http://portal.example.com',
    'http://10.0.0.1:7007',
    'http://localhost.example.com',
    'http://127.example.com',
    'http://0.0.0.0:7007',
    'http://[::2]:7007',
  ])('refuses %s and names the key', url => {
    expect(() =>
      refuseUnlessLocal({
        nodeEnv: 'development',
        baseUrls: {
          'app.baseUrl': 'http://localhost:7007',
          'backend.baseUrl': url,
        },
      }),
    ).toThrow(/backend\.baseUrl .* is not a loopback address/);
  });

  it('refuses production everywhere', () => {
    expect(() =>
      refuseUnlessLocal({
        nodeEnv: 'production',
        baseUrls: { 'app.baseUrl': 'http://localhost:7007' },
      }),
    ).toThrow(/NODE_ENV=production/);
  });
});
