import { randomUUID } from 'node:crypto';
import { EDMX_4 } from '../../registry/specifications/__testUtils__/corpus/samples';
import { eventually } from '../../__testUtils__/testStore';
import { DEFINITION, usePortal } from './__testUtils__/usePortal';

describe('services in the portal API', () => {
  const { given, connect } = usePortal();

  it('registers, finds, replaces and removes services, and never shows a secret', async () => {
    const { portal } = given();
    await connect('registering');
    const base = '/v1/environments/registering/services';
    const created = await portal.developer('post', base).send(DEFINITION);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      environment: 'registering',
      displayName: 'Orders',
      kinds: ['api'],
      authentication: { type: 'basic' },
      documents: [{ role: 'apiSpec', format: 'openapi-3.0' }],
    });
    expect(created.text).not.toContain('sesame');
    const { id, name, etag } = created.body;

    const found = await portal.stranger('get', '/v1/services?q=baskets');
    expect(found.body).toMatchObject({ totalItems: 1, items: [{ id }] });
    expect(
      (await portal.outsider('get', '/v1/services?q=baskets')).body.totalItems,
    ).toBe(0);
    expect(
      (await portal.stranger('get', '/v1/services?kind=events')).body.items,
    ).toEqual([]);
    const byName = await portal.stranger('get', `${base}/${name}`);
    expect(byName.body).toEqual(created.body);
    expect(
      (await portal.stranger('get', '/v1/environments/registering')).body
        .serviceCount,
    ).toBe(1);

    const document = await portal.stranger(
      'get',
      `${base}/${id}/documents/apiSpec`,
    );
    expect(JSON.parse(document.body.toString())).toEqual(DEFINITION.api.spec);
    expect(document.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    const unchanged = await portal
      .stranger('get', `${base}/${id}/documents/apiSpec`)
      .set('if-none-match', document.headers.etag ?? '');
    expect(unchanged.status).toBe(304);
    expect(
      (await portal.stranger('get', `${base}/${id}/documents/eventSpec`))
        .status,
    ).toBe(404);
    expect(
      (await portal.stranger('get', `${base}/${id}/documents/other`)).status,
    ).toBe(400);

    const invalid = await portal
      .developer('post', base)
      .send({ ...DEFINITION, provider: undefined });
    expect(invalid.status).toBe(400);
    expect(invalid.body.error.message).toMatch(/provider/i);

    const replaced = await portal
      .developer('put', `${base}/${id}`)
      .set('if-match', etag)
      .send({ ...DEFINITION, description: 'Only orders' });
    expect(replaced.body).toMatchObject({ id, description: 'Only orders' });
    const late = await portal
      .developer('put', `${base}/${id}`)
      .set('if-match', etag)
      .send(DEFINITION);
    expect(late.status).toBe(412);
    expect(
      (await portal.stranger('get', '/v1/services?q=baskets')).body.totalItems,
    ).toBe(0);

    expect((await portal.stranger('delete', `${base}/${id}`)).status).toBe(403);
    expect((await portal.developer('delete', `${base}/${id}`)).status).toBe(
      204,
    );
    expect((await portal.developer('get', `${base}/${id}`)).status).toBe(404);
    expect((await portal.stranger('get', base)).body.totalItems).toBe(0);
  });

  it('serves what is derived of a document to those who may read it', async () => {
    const { portal } = given();
    await connect('outlined');
    const base = '/v1/environments/outlined/services';
    const operation = {
      summary: 'List orders',
      description: 'long '.repeat(120_000),
      responses: { 200: { description: 'ok' } },
    };
    const { body: service } = await portal.developer('post', base).send({
      ...DEFINITION,
      api: {
        ...DEFINITION.api,
        spec: {
          ...DEFINITION.api.spec,
          paths: { '/orders': { get: operation } },
        },
      },
    });
    const document = `${base}/${service.id}/documents/apiSpec`;
    const outline = await eventually(async () => {
      const answer = await portal.stranger('get', `${document}/outline`);
      expect(answer.body).toMatchObject({ state: 'ready', title: 'Orders' });
      return answer;
    }, 60_000);
    expect(outline.headers['content-encoding']).toBe('gzip');
    const [entry] = outline.body.entries;
    expect(entry).toMatchObject({
      anchor: 'GET /orders',
      summary: 'List orders',
    });
    const slice = `${document}/slices/${entry.slice}`;
    const whole = await portal.stranger('get', slice);
    expect(whole.body.paths).toEqual({ '/orders': { get: operation } });
    expect(whole.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    const quality = await eventually(async () => {
      const answer = await portal.stranger('get', `${document}/quality`);
      expect(answer.body).toMatchObject({ state: 'ready', operations: 1 });
      return answer;
    }, 60_000);
    expect(quality.body.score).toBeLessThan(100);
    expect(quality.body.rules).toContainEqual({
      rule: 'operation-tags',
      severity: 'warning',
      count: 1,
      url: expect.stringMatching(/^https:/),
      findings: [
        {
          message: 'Operation must have non-empty "tags" array.',
          path: ['paths', '/orders', 'get'],
          line: expect.any(Number),
          column: expect.any(Number),
        },
      ],
    });
    const plain = await portal
      .stranger('get', slice)
      .set('accept-encoding', 'identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body).toEqual(whole.body);
    for (const [path, { headers }] of [
      [`${document}/outline`, outline],
      [`${document}/quality`, quality],
      [slice, whole],
    ] as const) {
      const unchanged = await portal
        .stranger('get', path)
        .set('if-none-match', headers.etag ?? '');
      expect(unchanged.status).toBe(304);
      expect((await portal.outsider('get', path)).status).toBe(404);
    }
    const missing = [`${document}/slices/1-0-1`, `${document}/slices/none`];
    for (const path of missing) {
      expect((await portal.stranger('get', path)).status).toBe(404);
    }
  }, 90_000);
  it('gives what pages show of a document that no viewer takes as it is', async () => {
    const { portal } = given();
    await connect('reading');
    const base = '/v1/environments/reading/services';
    const {
      api: { spec: _, ...api },
      ...rest
    } = DEFINITION;
    const created = await portal
      .developer('post', base)
      .send({ ...rest, api: { ...api, spec: EDMX_4 } });
    expect(created.body.documents).toMatchObject([{ format: 'odata-edmx' }]);
    const document = `${base}/${created.body.id}/documents/apiSpec`;
    const registered = await portal.stranger('get', document);
    expect(registered.body.toString()).toBe(EDMX_4);
    const readable = await portal.stranger('get', `${document}?form=readable`);
    expect(JSON.parse(readable.body.toString())).toMatchObject({
      version: '4.0',
      entitySets: [{ name: 'Orders', description: 'All orders' }],
    });
    expect(readable.headers.etag).not.toBe(registered.headers.etag);
    const quality = await portal.stranger('get', `${document}/quality`);
    expect(quality.status).toBe(404);
    expect(quality.body.error.message).toContain('no rules for odata-edmx');
    expect(
      (
        await portal
          .stranger('get', `${document}?form=readable`)
          .set('if-none-match', readable.headers.etag ?? '')
      ).status,
    ).toBe(304);
    expect(
      (await portal.stranger('get', `${document}?form=other`)).status,
    ).toBe(400);
  });

  it('says what gateways report of calls, of a service and of its environment', async () => {
    const { portal } = given();
    const uid = await connect('called');
    const base = '/v1/environments/called/services';
    const { body: service } = await portal
      .developer('post', base)
      .send(DEFINITION);
    expect(service.calls).toBeUndefined();
    const report = (at: string, outcome: 'success' | 'failure') =>
      portal.gateway('post', '/gateway/v1/reports').send({
        id: randomUUID(),
        dropped: 0,
        entries: [
          {
            id: randomUUID(),
            at,
            action: 'service-called',
            outcome,
            actor: 'lambdas/a',
            environmentName: 'called',
            environmentUid: uid,
            serviceId: service.id,
            ...(outcome === 'failure' && { message: 'answered 503' }),
          },
        ],
      });
    const calls = async () =>
      (await portal.stranger('get', `${base}/${service.id}`)).body.calls;
    const first = '2026-11-21T10:00:00.000Z';
    expect((await report(first, 'success')).status).toBe(204);
    await eventually(async () =>
      expect(await calls()).toEqual({ lastAt: first, answers: true }),
    );
    const last = '2026-11-21T10:10:00.000Z';
    await report(last, 'failure');
    const failing = { lastAt: last, answers: false, problem: 'answered 503' };
    await eventually(async () => expect(await calls()).toEqual(failing));
    await eventually(async () =>
      expect((await portal.stranger('get', base)).body.items).toMatchObject([
        { calls: failing },
      ]),
    );
    const environment = '/v1/environments/called';
    await eventually(async () =>
      expect((await portal.stranger('get', environment)).body).toMatchObject({
        callsFail: `1 of 1 services that were called do not answer: ${service.name}`,
      }),
    );
  });

  it('serves people only', async () => {
    const { portal } = given();
    const service = await portal.gateway('get', '/v1/environments');
    expect(service.status).toBe(403);
  });
});
