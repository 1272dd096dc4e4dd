import { startTestPortal } from '../../__testUtils__/testPortal';

type Portal = Awaited<ReturnType<typeof startTestPortal>>;

describe('environments in the portal API', () => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await startTestPortal();
  }, 60_000);
  afterAll(() => portal.stop());

  const create = (name: string, more: object = {}) =>
    portal.developer('post', '/v1/environments').send({ name, ...more });

  it('takes a connection from request to deletion, and every list shows it at once', async () => {
    const created = await create('life', {
      displayName: 'Life of a shop',
      description: 'Sells things',
      labels: { team: 'blue' },
      owner: 'shop-team',
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      name: 'life',
      state: 'requested',
      owner: 'group:default/shop-team',
      requestedBy: 'user:default/developer',
      connected: false,
      serviceCount: 0,
      labels: { team: 'blue' },
    });

    const list = async (query: string) =>
      (await portal.stranger('get', `/v1/environments?${query}`)).body;
    expect(await list('q=things life')).toMatchObject({
      totalItems: 1,
      items: [{ name: 'life', state: 'requested' }],
    });

    const approved = await portal
      .admin('put', '/v1/environments/life/decision')
      .send({ verdict: 'approved', reason: 'known' });
    expect(approved.body).toMatchObject({
      state: 'approved',
      decision: {
        verdict: 'approved',
        by: 'user:default/admin',
        reason: 'known',
      },
    });
    expect(await list('q=life&state=approved')).toMatchObject({
      totalItems: 1,
    });
    expect(await list('q=life&state=requested')).toMatchObject({
      totalItems: 0,
    });

    const changed = await portal
      .developer('patch', '/v1/environments/life')
      .set('if-match', created.body.etag)
      .send({ displayName: 'Second life', description: '' });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      displayName: 'Second life',
      labels: { team: 'blue' },
      state: 'approved',
    });
    expect(changed.body).not.toHaveProperty('description');
    const late = await portal
      .developer('patch', '/v1/environments/life')
      .set('if-match', created.body.etag)
      .send({ displayName: 'Third life' });
    expect(late.status).toBe(412);
    expect(await list('q=second')).toMatchObject({ totalItems: 1 });

    expect(
      (
        await portal
          .admin('put', '/v1/environments/life/decision')
          .send({ verdict: 'rejected' })
      ).status,
    ).toBe(409);

    const { body: activity } = await portal.developer(
      'get',
      '/v1/environments/life/activity',
    );
    expect(
      activity.items.map((entry: { action: string; outcome: string }) => [
        entry.action,
        entry.outcome,
      ]),
    ).toEqual([
      ['connection-reject', 'failure'],
      ['environment-update', 'failure'],
      ['environment-update', 'success'],
      ['connection-approve', 'success'],
      ['environment-create', 'success'],
    ]);

    expect(
      (await portal.developer('delete', '/v1/environments/life')).status,
    ).toBe(204);
    expect(await list('q=life')).toMatchObject({ totalItems: 0, items: [] });
    expect(
      (await portal.developer('get', '/v1/environments/life')).status,
    ).toBe(404);

    const again = await create('life');
    expect(again.body).toMatchObject({ state: 'requested' });
    expect(again.body.uid).not.toBe(created.body.uid);
    const { body: fresh } = await portal.developer(
      'get',
      '/v1/environments/life/activity',
    );
    expect(fresh.totalItems).toBe(1);
  });

  it('refuses what somebody may not do, and says which permission is missing', async () => {
    await create('guarded');
    for (const [method, url, body, permission] of [
      ['patch', '', { description: 'x' }, 'remote-env.environment.update'],
      ['delete', '', undefined, 'remote-env.environment.delete'],
      ['post', '/tokens', undefined, 'remote-env.token.issue'],
      ['post', '/certificates', { csr: 'x' }, 'remote-env.token.issue'],
      ['post', '/services', { a: 1 }, 'remote-env.service.register'],
      [
        'post',
        '/subscriptions',
        {
          consumer: { namespace: 'n', name: 'c' },
          eventTypes: [{ type: 't' }],
          sink: 'http://localhost:1/',
        },
        'remote-env.subscription.manage',
      ],
      ['post', '/events', { type: 'a' }, 'remote-env.event.send'],
      [
        'put',
        '/decision',
        { verdict: 'approved' },
        'remote-env.environment.approve',
      ],
    ] as const) {
      const answer = await portal
        .stranger(method, `/v1/environments/guarded${url}`)
        .send(body);
      expect({ url, status: answer.status }).toEqual({ url, status: 403 });
      expect(answer.body.error).toEqual({
        name: 'NotAllowedError',
        message: `You need the permission ${permission} for 'guarded'`,
      });
    }
    const own = await portal
      .developer('put', '/v1/environments/guarded/decision')
      .send({ verdict: 'approved' });
    expect(own.status).toBe(403);
    const { body } = await portal.admin(
      'get',
      '/v1/environments/guarded/activity?limit=200',
    );
    expect(
      body.items.filter((e: { outcome: string }) => e.outcome === 'refused'),
    ).toHaveLength(9);
  });

  it('shows nobody what they may not read, in no list and by no name', async () => {
    await create('hidden', { displayName: 'Hidden one' });
    const own = await portal
      .outsider('post', '/v1/environments')
      .send({ name: 'outsiders' });
    expect(own.status).toBe(201);
    const { body } = await portal.outsider('get', '/v1/environments');
    expect(body).toMatchObject({
      totalItems: 1,
      items: [{ name: 'outsiders' }],
    });
    expect(
      (await portal.outsider('get', '/v1/environments?q=hidden')).body,
    ).toMatchObject({ totalItems: 0 });
    for (const url of ['', '/activity', '/certificates', '/services']) {
      const answer = await portal.outsider(
        'get',
        `/v1/environments/hidden${url}`,
      );
      const missing = await portal.outsider(
        'get',
        `/v1/environments/missing${url}`,
      );
      expect(answer.status).toBe(404);
      expect(answer.body.error.message.replace('hidden', 'missing')).toBe(
        missing.body.error.message,
      );
    }
    expect(
      (await portal.outsider('delete', '/v1/environments/hidden')).status,
    ).toBe(404);
  });

  it('names the field of what is wrong', async () => {
    await create('taken');
    const table: [object | string, number, string][] = [
      [{}, 400, 'name is missing'],
      [{ name: 'Shop' }, 400, 'name must have 1 to 36 characters'],
      [{ name: 'a'.repeat(37) }, 400, 'name must have 1 to 36 characters'],
      [{ name: 'v1' }, 400, "name 'v1' is reserved"],
      [{ name: 'taken' }, 409, 'name'],
      [{ name: 'ok', what: 1 }, 400, 'what is not a known field'],
      [{ name: 'ok', labels: { a: 1 } }, 400, 'labels.a must be string'],
      [{ name: 'ok', labels: { '': 'x' } }, 400, 'labels must have keys'],
      [{ name: 'ok', owner: 'component:x' }, 400, 'owner must be a reference'],
      [
        { name: 'ok', description: 'x'.repeat(2001) },
        400,
        'description must NOT have more than 2000 characters',
      ],
      ['{"name":', 400, 'body is not valid JSON'],
      ['[]', 400, 'body must be object'],
      [
        JSON.stringify({ name: 'ok', description: 'x'.repeat(1_100_000) }),
        413,
        'body must not be larger than 1048576 bytes',
      ],
    ];
    for (const [body, status, message] of table) {
      const answer = await portal
        .developer('post', '/v1/environments')
        .set('content-type', 'application/json')
        .send(body);
      expect(answer.body).toMatchObject({
        error: { message: expect.stringContaining(message) },
        response: { statusCode: status },
      });
      expect(answer.status).toBe(status);
      expect(answer.text).not.toMatch(/\bat .*\.(ts|js):\d+/);
    }
    for (const [method, url, status, message] of [
      ['get', '/v1/environments?limit=0', 400, 'limit must be >= 1'],
      ['get', '/v1/environments?limit=x', 400, 'limit must be integer'],
      ['get', '/v1/environments?who=me', 400, 'who'],
      ['get', '/v1/environments?state=lost', 400, 'state.0 must be equal to'],
      ['get', '/v1/environments?cursor=x', 400, 'cursor'],
      ['get', '/v1/nothing', 404, 'no such route'],
      ['put', '/v1/environments', 405, 'PUT is not allowed'],
    ] as const) {
      const answer = await portal.developer(method, url);
      expect([url, answer.status]).toEqual([url, status]);
      expect(answer.body.error.message).toContain(message);
    }
    const text = await portal
      .developer('post', '/v1/environments')
      .set('content-type', 'text/plain')
      .send('name');
    expect(text.status).toBe(415);
  });

  it('pages without leaving out or repeating anything', async () => {
    for (let i = 0; i < 5; i++) {
      await create(`paged-${i}`);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await portal.developer(
        'get',
        `/v1/environments?q=paged-&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(body.totalItems).toBe(5);
      seen.push(...body.items.map((item: { name: string }) => item.name));
      cursor = body.nextCursor;
    } while (cursor);
    expect(seen).toEqual([0, 1, 2, 3, 4].map(i => `paged-${i}`));
  });

  it('says how things are to those who operate it', async () => {
    expect((await portal.developer('get', '/v1/health')).status).toBe(403);
    const { body } = await portal.admin('get', '/v1/health');
    expect(body).toMatchObject({
      gateway: { state: 'external' },
      store: { state: 'ok' },
      index: { state: 'current', objects: expect.any(Number) },
    });
  });

  it('audits what people do, once, with its outcome', async () => {
    portal.auditor.createEvent.mockClear();
    await create('audited');
    await portal.developer('get', '/v1/environments/audited');
    expect(portal.auditor.createEvent).toHaveBeenCalledTimes(1);
    expect(portal.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'environment-write',
        severityLevel: 'medium',
        meta: expect.objectContaining({ actionType: 'environment-create' }),
      }),
    );
  });
});
