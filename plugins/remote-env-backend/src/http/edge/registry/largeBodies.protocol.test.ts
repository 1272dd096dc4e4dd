import request from 'supertest';
import { readIfThere } from '../../../registry/documents/readIfThere';
import { contentsOf } from '../../../__testUtils__/registryHarness';
import {
  ASYNCAPI,
  DOCUMENTATION,
  MINIMAL,
  OPENAPI,
} from '../../../__testUtils__/serviceDefinitions';
import { SERVICES, useRegistryRoutes } from './__testUtils__/useRegistryRoutes';

jest.setTimeout(60_000);

/** Beyond what the portal reads by itself. */
const FILLING = 'x'.repeat(2 * 1024 * 1024);
const LARGE_API = { ...OPENAPI, 'x-filling': FILLING };

describe('large bodies of the registry (wire-contracts 1.2)', () => {
  const { given, assertionOf, call, register, read } = useRegistryRoutes();

  const definition = (spec: unknown, more: object = {}) => ({
    ...MINIMAL,
    api: { ...MINIMAL.api, spec },
    ...more,
  });

  /** What the store knows the documents of a service by. */
  async function documentsOf(url: string) {
    const id = url.split('/').at(-1);
    const { services } = await contentsOf(given().stores);
    return services.find(({ spec }) => spec.id === id)?.spec.documents;
  }

  it('come to the same as if they were small', async () => {
    const { stores } = given();
    const more = {
      events: { spec: `\uFEFF${ASYNCAPI}` },
      documentation: DOCUMENTATION,
    };
    const inline = await register(definition(LARGE_API, more));
    const text = await register(
      definition(JSON.stringify(LARGE_API), { name: 'The same as text' }),
    );
    const { apiSpec, eventSpec } = (await documentsOf(inline)) ?? {};
    expect((await documentsOf(text))?.apiSpec).toEqual(apiSpec);
    expect(eventSpec?.size).toBe(Buffer.byteLength(ASYNCAPI));
    const small = await register(definition(undefined, more));
    expect((await documentsOf(small))?.eventSpec).toEqual(eventSpec);
    const stored = await readIfThere(stores.documents, apiSpec?.key ?? '');
    expect(stored?.toString()).toBe(JSON.stringify(LARGE_API));
    expect(await read(inline)).toMatchObject({
      name: MINIMAL.name,
      api: { spec: LARGE_API },
      events: { spec: expect.stringContaining('asyncapi: 2.6.0') },
      documentation: DOCUMENTATION,
    });
  });

  it('replace services', async () => {
    const url = await register(MINIMAL);
    const { status } = await call('put', url, { body: definition(LARGE_API) });
    expect(status).toBe(200);
    expect((await read(url)).api.spec).toEqual(LARGE_API);
  });

  it('are read in the encoding that they name', async () => {
    const sent = request(given().app)
      .post(SERVICES)
      .set('remote-env-assertion', await assertionOf('post', SERVICES))
      .set('content-type', 'text/plain; charset=ISO-8859-1');
    const body = definition(LARGE_API, { name: 'Aufträge' });
    sent.write(Buffer.from(JSON.stringify(body), 'latin1'));
    const { id } = (await sent).body;
    expect((await read(`${SERVICES}/${id}`)).name).toBe('Aufträge');
  });

  it.each<[string, unknown, string]>([
    [
      'is no JSON',
      JSON.stringify(definition(LARGE_API)).slice(0, -1),
      'Error while unmarshalling request body: ',
    ],
    ['is no object', JSON.stringify([FILLING]), 'body must be a JSON object.'],
    [
      'has a bad document',
      definition(`${FILLING}: [`),
      'api.spec is not well-formed: ',
    ],
    [
      'has no document',
      definition([FILLING]),
      'api.spec is not an object in JSON or YAML',
    ],
    [
      'is nested too deeply',
      `{"api":{"spec":${'['.repeat(1e6)}${']'.repeat(1e6)}},"x":"${FILLING}"}`,
      'Error while unmarshalling request body: is nested too deeply',
    ],
    [
      'lacks what a service needs',
      definition(LARGE_API, { provider: '' }),
      'Provider field cannot be empty.',
    ],
  ])('are refused where one %s', async (_, body, text) => {
    const answer = await call('post', SERVICES, {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.body).toEqual({
      code: 400,
      error: expect.stringContaining(text),
    });
    expect(answer.status).toBe(400);
    expect(await contentsOf(given().stores)).toMatchObject({
      services: [],
      keys: [],
    });
  });
});
