import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import {
  OutboundClient,
  type OutboundConfig,
} from '@remote-env/plugin-remote-env-node';
import { OutboundSpecificationFetcher } from './OutboundSpecificationFetcher';

interface Seen {
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Answer = { status?: number; body?: string | Buffer; location?: string };

describe('OutboundSpecificationFetcher', () => {
  let server: Server;
  let base: string;
  let seen: Seen[];
  let answer: (request: Seen) => Answer;
  let outbound: OutboundClient;

  const fetcherOver = (config: Partial<OutboundConfig>) => {
    outbound = OutboundClient.create(
      { allowLoopback: true, allow: {}, deny: [], ...config },
      { own: () => [] },
    );
    return OutboundSpecificationFetcher.create({
      outbound,
      maxBytes: 10_000,
      timeoutMs: 5000,
    });
  };

  beforeEach(async () => {
    seen = [];
    answer = () => ({ body: '{"swagger":"2.0"}' });
    server = createServer(async (req, res) => {
      const request = {
        url: req.url ?? '',
        headers: req.headers,
        body: await readText(req),
      };
      seen.push(request);
      const { status = 200, body = '', location } = answer(request);
      if (location) {
        res.setHeader('location', location);
      }
      res.setHeader('content-type', 'application/json');
      res.writeHead(status).end(body);
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    await outbound.close();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  it('fetches a document, adding parameters that are not there yet', async () => {
    const fetched = await fetcherOver({}).fetch({
      url: `${base}/openapi.json?version=1`,
      parameters: {
        headers: { 'X-Tenant': ['7'], Accept: ['text/plain'] },
        queryParameters: { version: ['2'], client: ['100', '200'] },
      },
    });
    expect(fetched).toBe('{"swagger":"2.0"}');
    expect(seen[0]?.url).toBe('/openapi.json?version=1&client=100&client=200');
    expect(seen[0]?.headers['x-tenant']).toBe('7');
    expect(seen[0]?.headers.accept).toMatch(/^application\/json/);
  });

  it('asks for metadata of OData in XML first', async () => {
    await fetcherOver({}).fetch({
      url: `${base}/odata/$metadata`,
      field: 'api.targetUrl with /$metadata',
    });
    expect(seen[0]?.headers.accept).toMatch(/^application\/xml, /);
  });

  it('shows who asks by Basic', async () => {
    await fetcherOver({}).fetch({
      url: `${base}/openapi.json`,
      credentials: { basic: { username: 'u', password: 'p:ö' } },
    });
    expect(seen[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('u:p:ö').toString('base64')}`,
    );
  });

  it('gets a token first, by Basic or by the form, whatever the server takes', async () => {
    answer = ({ url, headers, body }) => {
      if (url !== '/token') {
        return { body: '{"openapi":"3.1.0"}' };
      }
      const form = new URLSearchParams(body);
      return !headers.authorization && form.get('client_secret') === 's'
        ? { body: '{"access_token":"T","token_type":"bearer"}' }
        : { status: 401, body: '{"error":"invalid_client"}' };
    };
    await fetcherOver({}).fetch({
      url: `${base}/openapi.json`,
      credentials: {
        oauth: { url: `${base}/token`, clientId: 'c', clientSecret: 's' },
      },
    });
    expect(seen.map(({ url }) => url)).toEqual([
      '/token',
      '/token',
      '/openapi.json',
    ]);
    expect(new URLSearchParams(seen[0]?.body).get('grant_type')).toBe(
      'client_credentials',
    );
    expect(seen[2]?.headers.authorization).toBe('Bearer T');
  });

  it('adds to the call of the token endpoint what belongs there, and needs no CSRF token (application-connector 2.3)', async () => {
    // Older servers name no type.
    answer = ({ url }) => ({
      body: url.startsWith('/token')
        ? '{"access_token":"T"}'
        : '{"openapi":"3.1.0"}',
    });
    await fetcherOver({}).fetch({
      url: `${base}/openapi.json`,
      credentials: {
        oauth: {
          url: `${base}/token?a=1`,
          clientId: 'c',
          clientSecret: 's',
          requestParameters: {
            headers: { 'X-Tenant': ['7'] },
            queryParameters: { a: ['2'], b: ['3', '4'] },
          },
          csrfInfo: { tokenEndpointURL: `${base}/csrf` },
        },
      },
    });
    expect(seen.map(({ url }) => url)).toEqual([
      '/token?a=1&b=3&b=4',
      '/openapi.json',
    ]);
    expect(seen[0]?.headers['x-tenant']).toBe('7');
    expect(seen[1]?.headers['x-tenant']).toBeUndefined();
    expect(seen[1]?.headers.authorization).toBe('Bearer T');
  });

  it.each<[string, Answer, string]>([
    ['no 200', { status: 404 }, 'answered 404'],
    ['a document that is too large', { body: 'x'.repeat(20_000) }, 'large'],
  ])('fails for %s, and names the host only', async (_, given, text) => {
    answer = () => given;
    const failure = await fetcherOver({})
      .fetch({ url: `${base}/secret-path?token=secret-token` })
      .catch(error => error);
    expect(failure).toMatchObject({ name: 'SpecificationFetchError' });
    expect(failure.message).toMatch(/^api\.specificationUrl: http:\/\/127/);
    expect(failure.message).toContain(text);
    expect(failure.message).not.toContain('secret');
  });

  it('fails when no token is to be had', async () => {
    answer = () => ({ status: 500 });
    await expect(
      fetcherOver({}).fetch({
        url: `${base}/openapi.json`,
        credentials: {
          oauth: { url: `${base}/token`, clientId: 'c', clientSecret: 's' },
        },
      }),
    ).rejects.toMatchObject({
      name: 'SpecificationFetchError',
      message:
        'api.specificationCredentials.oauth.url: the token endpoint answered 500',
    });
    expect(seen.map(({ url }) => url)).toEqual(['/token']);
  });

  it('calls nobody whom the outbound policy forbids', async () => {
    await expect(
      fetcherOver({ allowLoopback: false }).fetch({ url: `${base}/x` }),
    ).rejects.toMatchObject({ name: 'SpecificationFetchError' });
    expect(seen).toEqual([]);
  });

  it('refuses what cannot be meant', async () => {
    const fetcher = fetcherOver({});
    const invalid = { name: 'ServiceInvalidError' };
    const url = `${base}/openapi.json`;
    await expect(
      fetcher.fetch({
        url,
        credentials: { basic: { username: 'u', password: '********' } },
      }),
    ).rejects.toMatchObject(invalid);
    expect(seen).toEqual([]);
    answer = () => ({ body: Buffer.from([0x7b, 0xff, 0x7d]) });
    await expect(fetcher.fetch({ url })).rejects.toMatchObject({
      ...invalid,
      message:
        'api.specificationUrl: the document is not text in UTF-8 (line 1, column 2)',
    });
  });
});
