import { randomUUID } from 'node:crypto';
import {
  assertionKey,
  signAssertion,
  type GatewayReportEntry,
} from '@remote-env/plugin-remote-env-node';
import request from 'supertest';
import { ASSERTION_KEY, startTestPortal } from '../__testUtils__/testPortal';
import { eventually } from '../__testUtils__/testStore';

const PATH = '/v1/api.yaml';

describe('what gateways call', () => {
  let portal: Awaited<ReturnType<typeof startTestPortal>>;

  beforeAll(async () => {
    portal = await startTestPortal();
  }, 60_000);
  afterAll(() => portal.stop());

  const assertion = (path = PATH, key = ASSERTION_KEY) =>
    signAssertion(assertionKey(key), { method: 'GET', path, ip: '192.0.2.1' });

  it('lets a call of a gateway through once, for the very call that it asserts', async () => {
    const statement = await assertion();
    const call = (url: string, header: string) =>
      portal.gateway('get', `/edge${url}`).set('remote-env-assertion', header);

    expect((await call(`${PATH}?a=b`, statement)).status).toBe(200);
    expect((await call(PATH, statement)).status).toBe(403);
    expect((await call('/v1/health', await assertion())).status).toBe(403);
    expect((await call(PATH, 'forged')).status).toBe(403);
    const otherKey = Buffer.alloc(32, 9).toString('base64');
    expect((await call(PATH, await assertion(PATH, otherKey))).status).toBe(
      403,
    );
    const unknown = await call('/v1/nothing', await assertion('/v1/nothing'));
    expect(unknown.status).toBe(404);
    expect(unknown.body).toEqual({ code: 404, error: expect.any(String) });
  });

  it('lets nobody else through, whatever is asserted', async () => {
    for (const url of [`/edge${PATH}`, '/gateway/v1/reports', '/EDGE/v1']) {
      const person = await portal
        .admin('get', url)
        .set('remote-env-protocol', '1')
        .set('remote-env-assertion', await assertion());
      expect([url, person.status]).toEqual([url, 403]);
      const nobody = await request(portal.server)
        .get(`/api/remote-env${url}`)
        .set('authorization', 'Bearer guess')
        .set('remote-env-protocol', '1');
      expect([url, nobody.status]).toEqual([url, 401]);
    }
    const old = await portal
      .gateway('get', `/edge${PATH}`)
      .set('remote-env-protocol', '7')
      .set('remote-env-assertion', await assertion());
    expect(old.status).toBe(400);
    expect(old.body.error.message).toContain('remote-env-protocol');
  });

  it('keeps reports once, and sees by them that a system is connected', async () => {
    const { body: environment } = await portal
      .developer('post', '/v1/environments')
      .send({ name: 'reported' });
    const at = new Date().toISOString();
    const entry = (
      more: Pick<GatewayReportEntry, 'action' | 'outcome'> &
        Partial<GatewayReportEntry>,
    ) => ({
      id: randomUUID(),
      at,
      environmentName: 'reported',
      environmentUid: environment.uid,
      ...more,
    });
    const batch = {
      dropped: 0,
      entries: [
        entry({
          action: 'connection-used',
          outcome: 'success',
          actor: `certificate:${'a'.repeat(64)}`,
          count: 3,
        }),
        entry({
          action: 'edge-refused',
          outcome: 'refused',
          message: 'certificate is revoked',
        }),
        entry({
          action: 'service-called',
          outcome: 'success',
          actor: 'lambdas/a',
          serviceId: 's-1',
        }),
        entry({
          action: 'service-called',
          outcome: 'success',
          actor: 'lambdas/a',
          serviceId: 's-1',
          count: 9,
        }),
      ],
    };
    const report = (body: object) =>
      portal.gateway('post', '/gateway/v1/reports').send(body);
    expect((await report(batch)).status).toBe(204);
    expect((await report(batch)).status).toBe(204);

    const { body: activity } = await portal.developer(
      'get',
      '/v1/environments/reported/activity',
    );
    expect(
      activity.items.map((item: { action: string }) => item.action).sort(),
    ).toEqual(['edge-refused', 'environment-create', 'service-called']);

    await eventually(async () => {
      const { body } = await portal.developer(
        'get',
        '/v1/environments/reported',
      );
      expect(body).toMatchObject({ connected: true, lastSeen: at });
    });

    const wrong = await report({ dropped: 0, entries: [{ id: 'x' }] });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toContain('entries.0.id');
  });

  it('understands a gateway of the next version as far as it can', async () => {
    const { body: environment } = await portal
      .developer('post', '/v1/environments')
      .send({ name: 'ahead' });
    const entry = (more: object) => ({
      id: randomUUID(),
      at: new Date().toISOString(),
      outcome: 'refused',
      environmentName: 'ahead',
      environmentUid: environment.uid,
      ...more,
    });
    const call = (headers: Record<string, string>) =>
      portal
        .gateway('post', '/gateway/v1/reports')
        .set({ ...headers, 'remote-env-protocol': '2' });
    const taken = await call({}).send({
      dropped: 0,
      entries: [
        entry({ action: 'edge-refused', sinceTheNextVersion: { a: 1 } }),
        entry({ action: 'seen-by-the-next-version' }),
      ],
      sinceTheNextVersion: true,
    });
    expect(taken.status).toBe(204);
    const { body: activity } = await portal.developer(
      'get',
      '/v1/environments/ahead/activity',
    );
    expect(
      activity.items.map((item: { action: string }) => item.action).sort(),
    ).toEqual(['edge-refused', 'environment-create']);

    const served = await portal
      .gateway('get', `/edge${PATH}`)
      .set('remote-env-protocol', '2')
      .set('remote-env-assertion', await assertion());
    expect(served.status).toBe(200);
  });
});
