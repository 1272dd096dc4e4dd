import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually, SYSTEM } from '../../__testUtils__/testStore';
import { textOf } from '../../trust/__testUtils__/secrets';
import { usePortal } from './__testUtils__/usePortal';

describe('certificates in the portal API', () => {
  const { given, connect, csrFor } = usePortal();

  it('issues tokens and certificates for approved connections, and takes certificates back', async () => {
    const { portal } = given();
    await portal
      .developer('post', '/v1/environments')
      .send({ name: 'trusted' });
    const early = await portal.developer(
      'post',
      '/v1/environments/trusted/tokens',
    );
    expect(early.status).toBe(409);
    await portal
      .admin('put', '/v1/environments/trusted/decision')
      .send({ verdict: 'approved' });

    const token = await portal.developer(
      'post',
      '/v1/environments/trusted/tokens',
    );
    expect(token.status).toBe(201);
    expect(token.headers['cache-control']).toBe('no-store');
    expect(token.body.url).toBe(
      `https://edge.example.com/v1/applications/signingRequests/info?token=${token.body.token}`,
    );
    expect(Date.parse(token.body.expiresAt)).toBeGreaterThan(Date.now());

    const info = await portal.developer(
      'get',
      '/v1/environments/trusted/signing-info',
    );
    expect(info.body.subject).toBe(
      'O=Organization,OU=OrgUnit,L=Locality,ST=Province,C=DE,CN=trusted',
    );
    const sign = async (csr: string) =>
      portal
        .developer('post', '/v1/environments/trusted/certificates')
        .send({ csr, origin: 'upload' });
    const signed = await sign(await csrFor(info.body.subject));
    expect(signed.status).toBe(201);
    const leaf = new X509Certificate(signed.body.certificate);
    expect(leaf.verify(new X509Certificate(signed.body.chain).publicKey)).toBe(
      true,
    );
    for (const csr of [
      'no request',
      await csrFor(info.body.subject.replace('CN=trusted', 'CN=other')),
    ]) {
      const refused = await sign(csr);
      expect(refused.status).toBe(400);
      expect(refused.body.error.message).toMatch(/^csr: /);
    }

    const { fingerprint } = signed.body;
    const listed = await portal.stranger(
      'get',
      '/v1/environments/trusted/certificates',
    );
    expect(listed.body).toMatchObject({
      totalItems: 1,
      items: [{ fingerprint, state: 'valid', source: 'upload' }],
    });
    expect(listed.text).not.toContain('BEGIN CERTIFICATE');
    const one = await portal.developer(
      'get',
      `/v1/environments/trusted/certificates/${fingerprint}`,
    );
    expect(one.body.pem).toBe(signed.body.certificate);

    await connect('another');
    const wrong = await portal.developer(
      'get',
      `/v1/environments/another/certificates/${fingerprint}`,
    );
    expect(wrong.status).toBe(404);

    const revoked = await portal
      .developer(
        'post',
        `/v1/environments/trusted/certificates/${fingerprint}/revocation`,
      )
      .send({ reason: 'lost' });
    expect(revoked.body).toMatchObject({
      state: 'revoked',
      revocation: { by: 'user:default/developer', reason: 'lost' },
    });
    const after = await portal.developer(
      'get',
      '/v1/environments/trusted/certificates',
    );
    expect(after.body.items).toMatchObject([{ state: 'revoked' }]);
    const inState = async (state: string) =>
      (
        await portal.developer(
          'get',
          `/v1/environments/trusted/certificates?state=${state}`,
        )
      ).body.totalItems;
    const endsAt = async () =>
      (await portal.developer('get', '/v1/environments/trusted')).body
        .certificatesEndAt;
    expect(await inState('current')).toBe(0);
    expect(await inState('former')).toBe(1);
    expect(await endsAt()).toBeUndefined();
    const next = await sign(await csrFor(info.body.subject));
    expect(next.status).toBe(201);
    expect(await inState('current')).toBe(1);
    expect(await endsAt()).toBe(
      new Date(
        new X509Certificate(next.body.certificate).validTo,
      ).toISOString(),
    );
    const { body: list } = await portal.developer(
      'get',
      '/v1/environments?q=trusted',
    );
    expect(list.items).toMatchObject([{ certificatesEndAt: await endsAt() }]);
    const { body: activity } = await portal.developer(
      'get',
      '/v1/environments/trusted/activity',
    );
    expect(JSON.stringify(activity)).not.toContain(token.body.token);
  });

  it('lists one-time tokens that can still be used, and cancels them', async () => {
    const { portal } = given();
    await connect('cancelled');
    const TOKENS = '/v1/environments/cancelled/tokens';
    const first = await portal.developer('post', TOKENS);
    const second = await portal.developer('post', TOKENS);
    const listed = await portal.admin('get', TOKENS);
    expect(listed.body.items).toEqual(
      [second, first].map(({ body }) => ({
        fingerprint: createHash('sha256').update(body.token).digest('hex'),
        issuedBy: 'user:default/developer',
        issuedAt: expect.any(String),
        expiresAt: body.expiresAt,
      })),
    );
    expect(second.body.fingerprint).toBe(listed.body.items[0].fingerprint);
    expect(listed.text).not.toContain(second.body.token);

    const one = `${TOKENS}/${second.body.fingerprint}`;
    for (const method of ['get', 'delete'] as const) {
      const route = method === 'get' ? TOKENS : one;
      expect((await portal.stranger(method, route)).status).toBe(403);
    }
    await connect('another-one');
    const elsewhere = one.replace('cancelled', 'another-one');
    expect((await portal.developer('delete', elsewhere)).status).toBe(404);
    expect((await portal.developer('delete', one)).status).toBe(204);
    const again = await portal.developer('delete', one);
    expect(again.status).toBe(404);
    expect(again.body.error.message).toContain('was used, has expired');
    expect((await portal.developer('delete', `${TOKENS}/x`)).status).toBe(400);
    const left = await portal.developer('get', TOKENS);
    expect(left.body.items).toMatchObject([
      { fingerprint: first.body.fingerprint },
    ]);
    const { body: activity } = await portal.developer(
      'get',
      '/v1/environments/cancelled/activity',
    );
    expect(activity.items).toContainEqual(
      expect.objectContaining({
        action: 'token-cancel',
        outcome: 'success',
        actor: 'user:default/developer',
      }),
    );
  });

  it('puts a revoked one on the list of its authority at once', async () => {
    const { portal, store } = given();
    await connect('listed');
    const csr = await csrFor(
      'O=Organization,OU=OrgUnit,L=Locality,ST=Province,C=DE,CN=listed',
    );
    const { body: issued } = await portal
      .admin('post', '/v1/environments/listed/certificates')
      .send({ csr })
      .expect(201);
    const certificate = path.join(portal.dataDir, 'listed.pem');
    await writeFile(certificate, issued.certificate);
    const text = (key: string) =>
      textOf(store, SYSTEM, 'client-ca-bundle', key);
    await writeFile(
      path.join(portal.dataDir, 'ca.pem'),
      await eventually(async () => {
        expect(await text('ca.crl')).toContain('X509 CRL');
        return text('ca.crt');
      }),
    );
    const verify = async () => {
      await writeFile(
        path.join(portal.dataDir, 'ca.crl'),
        await text('ca.crl'),
      );
      return promisify(execFile)(
        'openssl',
        [
          ...['verify', '-CAfile', 'ca.pem', '-CRLfile', 'ca.crl'],
          ...['-crl_check', certificate],
        ],
        { cwd: portal.dataDir },
      );
    };
    expect((await verify()).stdout).toBe(`${certificate}: OK\n`);
    await portal
      .admin(
        'post',
        `/v1/environments/listed/certificates/${issued.fingerprint}/revocation`,
      )
      .send({ reason: 'Laptop lost', code: 'keyCompromise' })
      .expect(200)
      .expect(({ body }) =>
        expect(body.revocation).toMatchObject({ code: 'keyCompromise' }),
      );
    const asked = performance.now();
    await eventually(() =>
      expect(verify()).rejects.toThrow('certificate revoked'),
    );
    // A second is promised; each look starts a process or two.
    expect(performance.now() - asked).toBeLessThan(3000);
    const wrong = await portal
      .admin(
        'post',
        `/v1/environments/listed/certificates/${issued.fingerprint}/revocation`,
      )
      .send({ code: 'whim' });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toContain('code');
  });
});
