import { randomUUID } from 'node:crypto';
import {
  assertionKey,
  signAssertion,
} from '@remote-env/plugin-remote-env-node';
import { ASSERTION_KEY } from '../../__testUtils__/testPortal';
import { usePortal } from './__testUtils__/usePortal';

jest.setTimeout(60_000);

const INFO = '/v1/applications/signingRequests/info';
const FROM = '2026-01-01T00:00:00Z';

describe('security events in the portal API', () => {
  const { given } = usePortal();

  const events = async (query: Record<string, string> = {}) =>
    given().portal.admin('get', '/v1/security-events').query(query);

  async function guess(ip: string) {
    const assertion = await signAssertion(assertionKey(ASSERTION_KEY), {
      method: 'GET',
      path: INFO,
      ip,
    });
    return given()
      .portal.gateway('get', `/edge${INFO}?token=guess`)
      .set('remote-env-assertion', assertion);
  }

  it('are for admins only', async () => {
    const { portal } = given();
    for (const url of [
      '/v1/security-events',
      `/v1/security-events/counts?from=${FROM}`,
    ]) {
      const { body, status } = await portal.developer('get', url);
      expect({ url, status, body }).toMatchObject({
        url,
        status: 403,
        body: { error: { name: 'NotAllowedError' } },
      });
    }
  });

  it('hold what gateways report and what portals see, one entry for many alike', async () => {
    const { portal } = given();
    const reported = await portal.gateway('post', '/gateway/v1/reports').send({
      dropped: 0,
      entries: [
        {
          id: randomUUID(),
          at: new Date().toISOString(),
          action: 'certificate-header-dropped',
          outcome: 'refused',
          message: 'certificate in a header where headers do not count',
          details: {
            ip: '203.0.113.5',
            listener: 'public',
            kind: 'forged-header',
          },
          count: 12,
        },
      ],
    });
    expect(reported.status).toBe(204);
    for (let n = 0; n < 25; n += 1) {
      expect((await guess('203.0.113.9')).status).toBe(n < 20 ? 403 : 429);
    }

    const { body } = await events({ from: FROM });
    expect(body).toMatchObject({
      totalItems: 2,
      items: [
        { kind: 'token-guess', address: '203.0.113.9', count: 1 },
        {
          kind: 'forged-header',
          address: '203.0.113.5',
          count: 12,
          listener: 'public',
        },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('token=');
    expect((await events({ kind: 'forged-header' })).body.totalItems).toBe(1);
    expect((await events({ address: '203.0.' })).body.totalItems).toBe(2);

    const counts = await portal.admin(
      'get',
      `/v1/security-events/counts?from=${FROM}`,
    );
    expect(counts.body).toMatchObject({ from: '2026-01-01T00:00:00.000Z' });
    expect(['day', 'hour']).toContain(counts.body.step);
    expect(counts.body.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'forged-header', count: 12 }),
      ]),
    );
  });

  it('names the field that is wrong', async () => {
    for (const [query, field] of [
      [{ kind: 'bad' }, 'kind'],
      [{ from: 'yesterday' }, 'from'],
      [{ address: 'localhost' }, 'address'],
      [{ from: FROM, to: '2025-01-01T00:00:00Z' }, 'from'],
    ] as const) {
      const { status, body } = await events(query);
      expect([query, status]).toEqual([query, 400]);
      expect(body.error.message).toContain(field);
    }
  });
});
