import { invokeRequests, type SwaggerRequest } from './invokeRequests';

const INVOKE =
  'http://localhost:7007/api/remote-env/v1/environments/shop/services/1/invoke';

describe('invokeRequests', () => {
  it('sends through Backstage’s fetch, without the reader’s own session', async () => {
    const fetch = jest.fn(
      async (_url: RequestInfo | URL, _init?: RequestInit) =>
        new Response('{}'),
    );
    const { request } = invokeRequests({ fetch }, INVOKE);
    const given: SwaggerRequest = {
      url: `${INVOKE}/orders?a=b`,
      method: 'POST',
      headers: {
        Accept: 'application/json',
        Authorization: 'Bearer typed-by-the-reader',
      },
      body: '{"a":1}',
    };
    const prepared = request(given);
    await prepared.userFetch?.('https://evil.example');
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(fetch).toHaveBeenCalledWith(
      `${INVOKE}/orders?a=b`,
      expect.objectContaining({
        method: 'POST',
        body: '{"a":1}',
        credentials: 'omit',
      }),
    );
    const headers = new Headers(fetch.mock.lastCall?.[1]?.headers);
    expect([...headers.keys()]).toEqual(['accept']);
  });

  it.each([
    { url: 'https://evil.example/orders' },
    { url: `${INVOKE}/../../bindings` },
    { url: `${INVOKE}/other.yaml`, loadSpec: true },
  ])('refuses %p and sends nothing', (given: SwaggerRequest) => {
    const fetch = jest.fn();
    const { request } = invokeRequests({ fetch }, INVOKE);
    expect(() => request(given)).toThrow();
    expect(fetch).not.toHaveBeenCalled();
  });

  it('shows answers instead of offering them as a download', () => {
    const { response } = invokeRequests({ fetch: jest.fn() }, INVOKE);
    expect(
      response({
        headers: { 'content-disposition': 'attachment', etag: '"1"' },
      }),
    ).toEqual({ headers: { etag: '"1"' } });
  });
});
