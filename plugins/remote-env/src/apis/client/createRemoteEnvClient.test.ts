import {
  problem,
  PORTAL_BASE,
  TestPortal,
} from '../../__testUtils__/TestPortal';
import { isNotFound, messageOf } from '../PortalError';
import { createRemoteEnvClient } from './createRemoteEnvClient';

function clientOf(portal: TestPortal) {
  return createRemoteEnvClient({
    discoveryApi: { getBaseUrl: async () => PORTAL_BASE },
    fetchApi: portal.fetchApi,
  });
}

describe('createRemoteEnvClient', () => {
  it('leaves out what is not asked for, and escapes what is', async () => {
    const portal = TestPortal.create({
      'GET /v1/environments': { body: { items: [], totalItems: 0 } },
      'GET /v1/environments/a/b': { body: {} },
    });
    const client = clientOf(portal);
    await client.listEnvironments({ q: 'a & b', state: undefined });
    expect(portal.requests[0]?.query.toString()).toBe('q=a+%26+b');
    await client.getEnvironment('a/b');
    expect(portal.requests[1]?.path).toBe('/v1/environments/a/b');
    await expect(
      client.getInvokeUrl({ environment: 'a/b', serviceId: '1' }),
    ).resolves.toBe(`${PORTAL_BASE}/v1/environments/a%2Fb/services/1/invoke`);
  });

  it('sends bodies as text, which Backstage’s fetch leaves intact', async () => {
    const portal = TestPortal.create({
      'POST /v1/environments/shop/events': {
        body: { id: '1', duplicate: false },
      },
    });
    await clientOf(portal).sendEvent('shop', { type: 'a', data: { b: 1 } });
    const [request] = portal.requests;
    expect(request?.body).toBe('{"type":"a","data":{"b":1}}');
    expect(request?.headers.get('content-type')).toBe('application/json');
  });

  it('gives documents as the text they are', async () => {
    const portal = TestPortal.create({
      'GET /v1/environments/shop/services/1/documents/apiSpec': {
        body: 'openapi: 3.0.0\n',
      },
    });
    await expect(
      clientOf(portal).getDocument(
        { environment: 'shop', serviceId: '1' },
        'apiSpec',
      ),
    ).resolves.toBe('openapi: 3.0.0\n');
  });

  it('rejects with the portal’s own words', async () => {
    const portal = TestPortal.create({
      'GET /v1/environments/shop': problem(404, 'NotFoundError', 'not here'),
      'GET /v1/health': { status: 502, body: '<html>bad gateway</html>' },
      'DELETE /v1/environments/shop': problem(403, 'NotAllowedError', 'no'),
    });
    const client = clientOf(portal);
    const missing = await client.getEnvironment('shop').catch(error => error);
    expect(messageOf(missing)).toBe('not here');
    expect(isNotFound(missing)).toBe(true);
    await expect(client.getHealth()).rejects.toMatchObject({
      status: 502,
      message: 'The portal answered 502',
    });
    await expect(client.deleteEnvironment('shop')).rejects.toThrow('no');
  });

  it('says so when nobody answers', async () => {
    const portal = TestPortal.create({
      'GET /v1/health': () => {
        throw new TypeError('Failed to fetch');
      },
    });
    await expect(clientOf(portal).getHealth()).rejects.toMatchObject({
      status: 0,
      message: 'The portal cannot be reached',
    });
  });
});
