import { randomUUID } from 'node:crypto';
import { eventually } from '../../__testUtils__/testStore';
import { usePortal } from './__testUtils__/usePortal';

describe('requests and uses of certificates in the portal API', () => {
  const { given, connect, csrFor } = usePortal();

  it('tells what is wrong with a request before it is signed', async () => {
    const { portal } = given();
    await connect('checked');
    const CHECK = '/v1/environments/checked/certificate-request-check';
    const subject =
      'O=Organization,OU=OrgUnit,L=Locality,ST=Province,C=DE,CN=checked';
    const good = await portal
      .developer('post', CHECK)
      .send({ csr: await csrFor(subject) });
    expect(good.body).toEqual({
      subject,
      expectedSubject: subject,
      key: 'ecdsa-p256',
      signatureAlgorithm: 'SHA-256 with ECDSA',
      problems: [],
    });
    const csr = await csrFor(subject.replace('Locality', 'Elsewhere'));
    const wrong = await portal.developer('post', CHECK).send({ csr });
    expect(wrong.body.problems).toEqual(['CSR: Invalid locality provided.']);
    const signed = await portal
      .developer('post', '/v1/environments/checked/certificates')
      .send({ csr });
    expect(signed.body.error.message).toBe(`csr: ${wrong.body.problems[0]}`);
    expect(
      (await portal.developer('get', '/v1/environments/checked/certificates'))
        .body.totalItems,
    ).toBe(0);
    const stranger = await portal.stranger('post', CHECK).send({ csr });
    expect(stranger.status).toBe(403);
  });

  it('shows from where a certificate was first and last used, and how often', async () => {
    const { portal } = given();
    const uid = await connect('used');
    const BASE = '/v1/environments/used';
    const csr = await csrFor(
      'O=Organization,OU=OrgUnit,L=Locality,ST=Province,C=DE,CN=used',
    );
    const { body: issued } = await portal
      .developer('post', `${BASE}/certificates`)
      .send({ csr, origin: 'browser' })
      .expect(201);
    const certificate = async () =>
      (
        await portal.developer(
          'get',
          `${BASE}/certificates/${issued.fingerprint}`,
        )
      ).body;
    expect(await certificate()).toMatchObject({
      source: 'browser',
      issuedAt: expect.any(String),
    });
    const began = new Date();
    const entry = (action: string, address: string, afterMs: number) => ({
      id: randomUUID(),
      at: new Date(began.getTime() + afterMs).toISOString(),
      action,
      outcome: 'success',
      actor: `certificate:${issued.fingerprint}`,
      environmentName: 'used',
      environmentUid: uid,
      details: { ip: address, gateway: 'edge-0', route: 'management-info' },
    });
    const report = (...entries: object[]) =>
      portal
        .gateway('post', '/gateway/v1/reports')
        .send({ dropped: 0, entries })
        .expect(204);
    const first = entry('certificate-first-used', '192.0.2.1', 0);
    const used = entry('connection-used', '192.0.2.2', 5);
    await report(first, { ...used, count: 4 });
    const firstUse = {
      at: first.at,
      address: '192.0.2.1',
      gateway: 'edge-0',
      route: 'management-info',
    };
    await eventually(async () =>
      expect(await certificate()).toMatchObject({
        firstUse,
        lastUsed: used.at,
        lastUse: { ...firstUse, at: used.at, address: '192.0.2.2' },
      }),
    );
    // Of another process, and so its first one; a minute later what is written is written again.
    const later = entry('certificate-first-used', '192.0.2.3', 61_000);
    await report(entry('connection-used', '192.0.2.9', 30_000), later);
    await eventually(async () =>
      expect(await certificate()).toMatchObject({
        firstUse,
        lastUsed: later.at,
        lastUse: { address: '192.0.2.3' },
      }),
    );
    const { body: calls } = await portal.developer(
      'get',
      `${BASE}/calls?hours=2`,
    );
    const accepted = calls.items.map(
      (hour: { accepted: number }) => hour.accepted,
    );
    expect(accepted.reduce((a: number, b: number) => a + b)).toBe(5);
    const all = await portal.developer('get', `${BASE}/calls?hours=745`);
    expect(all.status).toBe(400);
    const timeline = await portal.developer(
      'get',
      `${BASE}/activity?kind=calls`,
    );
    expect(timeline.body.items).toMatchObject([
      { details: { ip: '192.0.2.3' } },
      { details: { ip: '192.0.2.1' } },
    ]);
  });
});
