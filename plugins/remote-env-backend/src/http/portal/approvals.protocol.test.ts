import { startTestPortal } from '../../__testUtils__/testPortal';

jest.setTimeout(60_000);

type Portal = Awaited<ReturnType<typeof startTestPortal>>;
type Person = 'admin' | 'otherAdmin' | 'lead' | 'developer' | 'integrator';

const ADMIN = 'user:default/admin';
const OTHER = 'user:default/other-admin';
const PRODUCTION = { stage: 'production' };

describe('approvals in the portal API', () => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await startTestPortal({
      remoteEnv: {
        admins: ['group:default/platform'],
        approvals: {
          automatic: { groups: ['group:default/integration'] },
          twoAdmins: [PRODUCTION],
        },
      },
    });
  }, 60_000);
  afterAll(() => portal.stop());

  const create = (name: string, more: object = {}, who: Person = 'developer') =>
    portal[who]('post', '/v1/environments').send({ name, ...more });
  const decide = (
    who: Person,
    name: string,
    verdict: string,
    reason?: string,
  ) =>
    portal[who]('put', `/v1/environments/${name}/decision`).send({
      verdict,
      reason,
    });
  const names = async (who: Person, query = '') => {
    const { body } = await portal[who]('get', `/v1/approvals?${query}`);
    expect(body).toHaveProperty('items');
    return body.items.map((item: { name: string }) => item.name);
  };
  const titles = () => portal.notifications.map(each => each.payload.title);

  it('keeps every decision, the newest first, until it is retired for good', async () => {
    await create('kept');
    expect((await decide('admin', 'kept', 'rejected')).body.error.message).toBe(
      'reason is missing: say why it is rejected',
    );
    await decide('admin', 'kept', 'rejected', 'no owner');
    await decide('otherAdmin', 'kept', 'approved');
    await decide('admin', 'kept', 'suspended', 'leak');
    await decide('admin', 'kept', 'approved', 'mended');
    expect((await decide('admin', 'kept', 'retired')).status).toBe(400);
    const retired = await decide('admin', 'kept', 'retired', 'shut down');
    expect(retired.body).toMatchObject({
      state: 'retired',
      decision: { verdict: 'retired', by: ADMIN, reason: 'shut down' },
    });
    for (const verdict of ['approved', 'suspended']) {
      const answer = await decide('admin', 'kept', verdict);
      expect(answer.status).toBe(409);
      expect(answer.body.error.message).toContain('what is retired cannot');
    }
    const { body } = await portal.developer('get', '/v1/environments/kept');
    expect(body.decisions).toMatchObject([
      { verdict: 'retired', by: ADMIN, reason: 'shut down' },
      { verdict: 'approved', by: ADMIN, reason: 'mended', given: 1 },
      { verdict: 'suspended', by: ADMIN, reason: 'leak' },
      { verdict: 'approved', by: OTHER },
      { verdict: 'rejected', by: ADMIN, reason: 'no owner' },
    ]);
    expect(titles()).toContain('kept is retired');
    const activity = await portal.developer(
      'get',
      '/v1/environments/kept/activity',
    );
    expect(activity.body.items).toContainEqual(
      expect.objectContaining({
        action: 'connection-retire',
        outcome: 'success',
        message: 'shut down',
      }),
    );
    expect(
      portal.auditor.createEvent.mock.calls.map(([event]) => event.meta),
    ).toContainEqual(
      expect.objectContaining({ actionType: 'connection-retire' }),
    );
  });

  it('needs two different admins for production', async () => {
    await create('prod', { labels: PRODUCTION });
    const first = await decide('admin', 'prod', 'approved');
    expect(first.body).toMatchObject({
      state: 'requested',
      approvals: [{ by: ADMIN }],
      requiredApprovals: 2,
    });
    expect(first.body).not.toHaveProperty('decision');
    expect(titles().filter(title => title.includes('1 of 2'))).toHaveLength(2);
    const again = await decide('admin', 'prod', 'approved');
    expect(again.status).toBe(409);
    expect(again.body.error.message).toContain('you have approved it already');
    expect(await names('admin', 'q=prod')).toEqual(['prod']);

    const second = await decide('otherAdmin', 'prod', 'approved');
    expect(second.body).toMatchObject({ state: 'approved' });
    expect(second.body.approvals).toHaveLength(2);
    expect(await names('admin', 'q=prod')).toEqual([]);
    expect(await names('admin', 'q=prod&state=approved')).toEqual(['prod']);

    await decide('admin', 'prod', 'suspended', 'leak');
    expect((await decide('admin', 'prod', 'approved')).body).toMatchObject({
      state: 'suspended',
      decision: { verdict: 'suspended', reason: 'leak' },
    });
    expect(await names('admin', 'q=prod')).toEqual(['prod']);

    await create('prod-no', { labels: PRODUCTION });
    await decide('admin', 'prod-no', 'approved');
    const no = await decide('admin', 'prod-no', 'rejected', 'not yet');
    expect(no.body).toMatchObject({ state: 'rejected', approvals: [] });
  });

  it('lets no label make one approval do for production', async () => {
    await create('later', { labels: { stage: 'dev' } });
    await decide('admin', 'later', 'approved');
    const change = (labels: object) =>
      portal.developer('patch', '/v1/environments/later').send({ labels });
    const refused = await change(PRODUCTION);
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toMatch(
      /^labels: with these 2 different people have to approve it, and 1 did/,
    );
    await decide('otherAdmin', 'later', 'approved');
    expect((await change(PRODUCTION)).body).toMatchObject({
      state: 'approved',
      labels: PRODUCTION,
    });
  });

  it('approves at once what members of some groups ask for, but no production', async () => {
    const made = await create('auto', { labels: { a: 'b' } }, 'integrator');
    expect(made.body).toMatchObject({
      state: 'approved',
      approvals: [],
      decision: { by: 'remote-env:approval-rules', automatic: true },
      decisions: [{ verdict: 'approved', automatic: true }],
    });
    expect(portal.notifications.at(-1)).toMatchObject({
      recipients: { entityRef: ['user:default/integrator'] },
      payload: {
        title: 'auto may be connected',
        description: 'requested by a member of group:default/integration',
      },
    });
    const waits = await create('auto2', { labels: PRODUCTION }, 'integrator');
    expect(waits.body).toMatchObject({ state: 'requested' });
    expect((await create('auto3')).body).toMatchObject({ state: 'requested' });
    const { body } = await portal.admin(
      'get',
      '/v1/environments/auto/activity',
    );
    expect(body.items[0]).toMatchObject({
      action: 'connection-approve',
      details: { automatic: 'group:default/integration' },
    });
  });

  it('lists what one may approve, filtered and paged by the index', async () => {
    await create('list-1', { owner: 'lead-team', labels: { Team: 'Blue' } });
    await create('list-2', { owner: 'other', labels: { team: 'blue-ish' } });
    await create('list-3', {
      owner: 'lead-team',
      labels: { note: 'team=blue' },
    });
    expect(await names('admin', 'q=list-')).toEqual([
      'list-1',
      'list-2',
      'list-3',
    ]);
    expect(await names('lead', 'q=list-')).toEqual(['list-1', 'list-3']);
    expect(await names('admin', 'q=list-&label=team%3Dblue')).toEqual([
      'list-1',
    ]);
    expect(await names('admin', 'q=list-&label=team')).toEqual([
      'list-1',
      'list-2',
    ]);
    expect(await names('admin', 'label=te_m')).toEqual([]);
    expect(
      await names('admin', 'q=list-&owner=group%3Adefault%2Fother'),
    ).toEqual(['list-2']);
    const { body: page } = await portal.admin(
      'get',
      '/v1/approvals?q=list-&limit=2',
    );
    expect(page).toMatchObject({ totalItems: 3 });
    expect(
      await names('admin', `q=list-&limit=2&cursor=${page.nextCursor}`),
    ).toEqual(['list-3']);
    const refused = await portal.developer('get', '/v1/approvals');
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain('remote-env.approvals.read');
    for (const query of ['state=lost', 'label=', 'who=me', 'limit=0']) {
      const answer = await portal.admin('get', `/v1/approvals?${query}`);
      expect(answer.status).toBe(400);
    }
  });

  it('decides several, each for itself', async () => {
    await create('bulk-1', { owner: 'lead-team' });
    await create('bulk-2');
    await create('bulk-3', { labels: PRODUCTION, owner: 'lead-team' });
    const bulk = (who: Person, body: object) =>
      portal[who]('post', '/v1/approvals/decisions').send(body);
    const answer = await bulk('lead', {
      names: ['bulk-3', 'bulk-2', 'missing', 'bulk-1'],
      verdict: 'approved',
    });
    expect(answer.status).toBe(200);
    expect(answer.body.items).toMatchObject([
      { name: 'bulk-3', environment: { state: 'requested' } },
      { name: 'bulk-2', error: { status: 403, name: 'NotAllowedError' } },
      { name: 'missing', error: { status: 404, name: 'NotFoundError' } },
      { name: 'bulk-1', environment: { state: 'approved' } },
    ]);
    const rejected = await bulk('admin', {
      names: ['bulk-2', 'bulk-1'],
      verdict: 'rejected',
      reason: 'not now',
    });
    expect(rejected.body.items).toMatchObject([
      { name: 'bulk-2', environment: { state: 'rejected' } },
      { name: 'bulk-1', error: { status: 409, name: 'ConflictError' } },
    ]);
    for (const body of [
      { names: [], verdict: 'approved' },
      { names: ['a', 'a'], verdict: 'approved' },
      { names: ['a'], verdict: 'suspended' },
      {
        names: Array.from({ length: 101 }, (_, i) => `n${i}`),
        verdict: 'approved',
      },
    ]) {
      expect((await bulk('admin', body)).status).toBe(400);
    }
  });

  it('guards each action by a permission of its own', async () => {
    await create('acts');
    await decide('admin', 'acts', 'approved');
    for (const [who, verdict, permission] of [
      ['developer', 'approved', 'environment.approve'],
      ['developer', 'suspended', 'environment.suspend'],
      ['lead', 'retired', 'environment.retire'],
    ] as const) {
      const answer = await decide(who, 'acts', verdict, 'x');
      expect(answer.status).toBe(403);
      expect(answer.body.error.message).toBe(
        `You need the permission remote-env.${permission} for 'acts'`,
      );
    }
    const own = await decide('developer', 'acts', 'retired', 'no longer used');
    expect(own.body).toMatchObject({ state: 'retired' });
  });

  it('counts what goes with an environment', async () => {
    await create('full');
    await decide('admin', 'full', 'approved');
    await portal.developer('post', '/v1/environments/full/subscriptions').send({
      consumer: { namespace: 'n', name: 'c' },
      eventTypes: [{ type: 't' }],
      sink: 'http://localhost:1/',
    });
    const url = '/v1/environments/full/belongings';
    expect((await portal.developer('get', url)).body).toEqual({
      services: 0,
      certificates: 0,
      bindings: 0,
      subscriptions: 1,
    });
    expect((await portal.outsider('get', url)).status).toBe(404);
  });
});
