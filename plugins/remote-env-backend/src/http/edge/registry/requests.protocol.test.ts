import { gzipSync } from 'node:zlib';
import { RemoteEnvironmentKind } from '@remote-env/plugin-remote-env-common';
import request from 'supertest';
import {
  contentsOf,
  createEnvironment,
  NAMESPACE,
} from '../../../__testUtils__/registryHarness';
import { FULL, MINIMAL } from '../../../__testUtils__/serviceDefinitions';
import {
  BODY_LIMIT,
  SERVICES,
  useRegistryRoutes,
} from './__testUtils__/useRegistryRoutes';

jest.setTimeout(60_000);

describe('what the registry takes at the edge, and refuses', () => {
  const { given, assertionOf, call, register, read } = useRegistryRoutes();

  it('answers only those whose certificate is of the environment in the path', async () => {
    const { stores } = given();
    const erp = await createEnvironment(stores.resources, 'erp');
    const url = await register(MINIMAL);
    for (const [method, path] of [
      ['get', SERVICES],
      ['post', SERVICES],
      ['get', url],
      ['put', url],
      ['delete', url],
      ['get', '/shop/v1/metadata'],
      ['get', '/shop/v1/metadata/api.yaml'],
    ] as const) {
      const foreign = await call(method, path, { as: erp });
      expect(foreign.status).toBe(403);
      expect(foreign.body).toEqual({
        code: 403,
        error: 'no valid subject found',
      });
      const nobody = await call(method, path, { as: null });
      expect(nobody.status).toBe(401);
      expect(nobody.body).toEqual({
        code: 401,
        error: 'Client certificate required.',
      });
    }
    expect(await read(SERVICES)).toHaveLength(1);
    const moved = url.replace('/shop/', '/erp/');
    expect((await call('get', moved, { as: erp })).status).toBe(404);
    expect((await call('delete', moved, { as: erp })).status).toBe(204);
    expect((await call('get', url)).status).toBe(200);
  });

  it('shows nothing of an earlier environment of the same name', async () => {
    const { stores } = given();
    const url = await register(MINIMAL);
    await stores.resources.delete(RemoteEnvironmentKind, {
      namespace: NAMESPACE,
      name: 'shop',
    });
    const renewed = await createEnvironment(stores.resources, 'shop');
    expect((await call('get', url, { as: renewed })).status).toBe(404);
    const gone = await call('post', SERVICES, { body: MINIMAL });
    expect(gone.status).toBe(403);
  });

  it.each<[string, unknown, number, string]>([
    ['nothing', '', 400, 'Provider field cannot be empty.'],
    ['no object', '"text"', 400, 'body must be a JSON object.'],
    ['a list', '[]', 400, 'body must be a JSON object.'],
    [
      'no JSON',
      '{"provider": ',
      400,
      'Error while unmarshalling request body: ',
    ],
    [
      'a bad document',
      { ...MINIMAL, api: { ...MINIMAL.api, spec: 'openapi: 3.0.3\ninfo: [' } },
      400,
      'api.spec is not well-formed: ',
    ],
    [
      'an unreachable document',
      {
        ...MINIMAL,
        api: {
          ...MINIMAL.api,
          specificationUrl: 'https://orders.acme.test/secret?token=1',
        },
      },
      502,
      'api.specificationUrl: https://orders.acme.test: answered 404',
    ],
  ])('refuses %s', async (_, body, status, text) => {
    const { stores } = given();
    const answer = await call('post', SERVICES, {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      code: status,
      error: expect.stringContaining(text),
    });
    expect(await contentsOf(stores)).toMatchObject({
      services: [],
      secrets: [],
      keys: [],
    });
  });

  it('takes a body of any content type, and a packed one', async () => {
    const { app } = given();
    const plain = await call('post', SERVICES, {
      body: JSON.stringify(MINIMAL),
      headers: { 'content-type': 'text/plain' },
    });
    expect(plain.status).toBe(200);
    const gzipped = request(app)
      .post(SERVICES)
      .set('remote-env-assertion', await assertionOf('post', SERVICES))
      .set('content-type', 'application/json')
      .set('content-encoding', 'gzip');
    gzipped.write(gzipSync(JSON.stringify(MINIMAL)));
    expect((await gzipped).status).toBe(200);
  });

  it.each([
    ['text/plain; charset=ISO-8859-1', 'latin1'],
    ['application/json;charset="UTF-16LE"', 'utf16le'],
    ['application/json; charset=nobody-knows', 'utf8'],
    ['application/x-www-form-urlencoded', 'utf8'],
  ] as const)('takes a body of %s', async (type, encoding) => {
    const { app } = given();
    const sent = request(app)
      .post(SERVICES)
      .set('remote-env-assertion', await assertionOf('post', SERVICES))
      .set('content-type', type);
    const body = JSON.stringify({ ...MINIMAL, name: 'Aufträge' });
    sent.write(Buffer.from(body, encoding));
    const { id } = (await sent).body;
    expect((await read(`${SERVICES}/${id}`)).name).toBe('Aufträge');
  });

  it('refuses a body that is too large, also one that only is so unpacked', async () => {
    const body = { ...MINIMAL, description: 'x'.repeat(BODY_LIMIT) };
    const answer = await call('post', SERVICES, { body });
    expect(answer.status).toBe(413);
    expect(answer.body).toEqual({
      code: 413,
      error: `Request body is larger than ${BODY_LIMIT} bytes.`,
    });
    const { app } = given();
    const packed = request(app)
      .post(SERVICES)
      .set('remote-env-assertion', await assertionOf('post', SERVICES))
      .set('content-encoding', 'gzip');
    packed.write(gzipSync(JSON.stringify(body)));
    expect((await packed).status).toBe(413);
    const broken = request(app)
      .post(SERVICES)
      .set('remote-env-assertion', await assertionOf('post', SERVICES))
      .set('content-encoding', 'gzip');
    broken.write('no gzip');
    expect((await broken).status).toBe(400);
  });

  it('refuses a taken identifier', async () => {
    await register(FULL);
    const { status, body } = await call('post', SERVICES, { body: FULL });
    expect({ status, body }).toEqual({
      status: 409,
      body: {
        code: 409,
        error: 'Service with Identifier acme-orders-v1 already exists',
      },
    });
  });
});
