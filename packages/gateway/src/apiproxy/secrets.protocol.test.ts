import { randomUUID } from 'node:crypto';
import {
  API_VERSION,
  RemoteServiceKind,
  SecretKind,
} from '@remote-env/plugin-remote-env-common';
import { NAMESPACE } from '../__testUtils__/resources';
import { ProtectedApis } from './__testUtils__/ProtectedApis';
import { echo } from './__testUtils__/TestServer';

// Real stores and sockets, on machines that may be busy.
jest.setTimeout(60_000);

describe('Secrets of the API proxy', () => {
  let apis: ProtectedApis;

  beforeAll(async () => {
    apis = await ProtectedApis.start();
  });

  beforeEach(() => apis.renew());

  afterEach(() => jest.restoreAllMocks());

  afterAll(() => apis.close());

  it('uses a Secret only when it names this very service', async () => {
    const answer = async (name: string, secretFor: string | undefined) => {
      const api = await apis.proxy.api(apis.shop, name, {
        targetUrl: apis.target.url,
        authentication: { type: 'basic' },
        secret: { username: 'u', password: 'p' },
        secretFor,
      });
      return apis.proxy.call(api.url, api.token);
    };
    expect((await answer('own-1', undefined)).status).toBe(401);
    const foreign = await answer('foreign-1', 'another-service');
    expect([foreign.status, foreign.text]).toEqual([
      500,
      '{"code":500,"error":"The credentials are not for this service."}',
    ]);
    expect((await answer('nobodys-1', '')).status).toBe(500);
    expect(apis.seen).toHaveLength(1);

    const missing = await apis.proxy.api(apis.shop, 'missing-1', {
      targetUrl: apis.target.url,
      authentication: { type: 'basic', secretName: 'nowhere' },
    });
    expect((await apis.proxy.call(missing.url, missing.token)).status).toBe(
      500,
    );
    const incomplete = await apis.proxy.api(apis.shop, 'incomplete-1', {
      ...apis.oauth(),
      secret: { clientId: 'shop' },
    });
    expect(
      (await apis.proxy.call(incomplete.url, incomplete.token)).status,
    ).toBe(500);
    const noParameters = await apis.proxy.api(apis.shop, 'no-params-1', {
      targetUrl: apis.target.url,
      requestParametersSecretName: 'nowhere',
    });
    expect(
      (await apis.proxy.call(noParameters.url, noParameters.token)).status,
    ).toBe(500);
  });

  it('does not take one service for another whose id it claims', async () => {
    const { proxy, shop, target } = apis;
    const { service } = await proxy.api(shop, 'victim-1', {
      targetUrl: target.url,
      authentication: { type: 'basic' },
      secret: { username: 'u', password: 'p' },
    });
    const { spec } = service;
    const name = randomUUID();
    await proxy.store.create(RemoteServiceKind, {
      apiVersion: API_VERSION,
      kind: 'RemoteService',
      metadata: { namespace: NAMESPACE, name },
      spec: { ...spec, name: 'impostor-1' },
    });
    // What was registered later is known: so is this one.
    await proxy.api(shop, 'later-1', { targetUrl: target.url });
    const { token } = await proxy.bind(service);
    const status = async (address: string) =>
      (await proxy.call(`${proxy.url}/shop/${address}`, token)).status;
    expect(await status('impostor-1')).toBe(404);
    expect(await status(name)).toBe(404);
    expect(await status(spec.id)).toBe(401);
    expect(await status('victim-1')).toBe(401);
    expect(apis.seen).toHaveLength(2);
  });

  it('serves calls while another process registers a service anew with other credentials', async () => {
    const { proxy, shop, target } = apis;
    const portal = proxy.openOtherStore();
    const api = await proxy.api(shop, 'rotating-1', {
      targetUrl: target.url,
      authentication: { type: 'basic' },
      secret: { username: 'u', password: '0' },
    });
    await proxy.call(api.url, api.token);
    const { metadata, spec } = api.service;
    let later = 0;
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + later);
    for (const n of ['1', '2']) {
      // Longer than a Secret is taken for fresh, so that the next call reads it.
      later += 1100;
      const service = await portal.get(RemoteServiceKind, metadata);
      if (!service?.spec.api) {
        throw new Error('the service is gone');
      }
      const old = service.spec.api.authentication.secretName ?? '';
      const name = `secret-${spec.id}-${n}`;
      await proxy.secret(name, spec.id, { username: 'u', password: n });
      service.spec.api.authentication.secretName = name;
      await portal.update(RemoteServiceKind, service);
      await portal.delete(SecretKind, { namespace: NAMESPACE, name: old });
      expect((await proxy.call(api.url, api.token)).status).toBe(401);
    }
    expect(apis.seen.map(({ headers }) => headers.authorization)).toEqual(
      ['0', '1', '2'].map(
        password => `Basic ${Buffer.from(`u:${password}`).toString('base64')}`,
      ),
    );
    await portal.close();
  });

  it('adds request parameters only where the caller sends none of that name', async () => {
    const echoing = await apis.server(echo);
    const api = await apis.proxy.api(apis.shop, 'params-1', {
      targetUrl: `${echoing.url}?b=target`,
      parameters: {
        headers: JSON.stringify({ 'X-One': ['1', '2'], 'X-Two': ['stored'] }),
        queryParameters: JSON.stringify({
          a: ['1', '2'],
          b: ['stored'],
          c: ['stored'],
        }),
      },
    });
    const answer = await apis.proxy.call(`${api.url}/x?c=own`, api.token, {
      headers: { 'x-two': 'own' },
    });
    const { url, headers } = JSON.parse(answer.text);
    expect(url).toBe('/x?b=target&c=own&a=1&a=2');
    expect(headers['x-one']).toBe('1, 2');
    expect(headers['x-two']).toBe('own');

    const broken = await apis.proxy.api(apis.shop, 'params-2', {
      targetUrl: echoing.url,
      parameters: { headers: JSON.stringify({ Host: ['evil'] }) },
    });
    expect((await apis.proxy.call(broken.url, broken.token)).status).toBe(500);
  });
});
