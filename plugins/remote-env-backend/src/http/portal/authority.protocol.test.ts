import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { SecretKind } from '@remote-env/plugin-remote-env-common';
import { Authority } from '@remote-env/plugin-remote-env-node/x509';
import { eventually } from '../../__testUtils__/testStore';
import { putSecret } from '../../trust/__testUtils__/secrets';
import { AUTHORITY } from '../../trust/__testUtils__/trustOn';
import { usePortal } from './__testUtils__/usePortal';

describe('the authority in the portal API', () => {
  jest.setTimeout(60_000);
  const { given, connect } = usePortal();

  async function issue(name: string) {
    const { stdout: csr } = await promisify(execFile)('openssl', [
      ...['req', '-new', '-newkey', 'ec', '-nodes'],
      ...['-pkeyopt', 'ec_paramgen_curve:P-256'],
      ...['-keyout', path.join(given().portal.dataDir, 'system.key')],
      '-subj',
      `/O=Organization/OU=OrgUnit/L=Locality/ST=Province/C=DE/CN=${name}`,
    ]);
    const { body } = await given()
      .portal.admin('post', `/v1/environments/${name}/certificates`)
      .send({ csr })
      .expect(201);
    return body;
  }

  const read = async () =>
    (await given().portal.admin('get', '/v1/authority').expect(200)).body;

  it('is for admins', async () => {
    const { portal } = given();
    await portal.developer('get', '/v1/authority').expect(403);
    const { status, body } = await portal
      .developer('post', '/v1/authority/rotation')
      .send({ replaces: 'a'.repeat(64) });
    expect(status).toBe(403);
    expect(body.error.message).toContain('remote-env.authority.rotate');
    const wrong = await portal
      .admin('post', '/v1/authority/rotation')
      .send({ replaces: 'x' });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toContain('replaces');
  });

  it('is rotated, counts what hangs on which, and is refused from outside', async () => {
    const { portal, store } = given();
    await connect('shop');
    const first = await issue('shop');
    const second = await issue('shop');
    await portal
      .admin(
        'post',
        `/v1/environments/shop/certificates/${second.fingerprint}/revocation`,
      )
      .send({})
      .expect(200);
    const before = await read();
    expect(before).toMatchObject({
      current: { source: 'made', certificates: 1, revoked: 1 },
      retired: [],
    });
    expect(before.obstacle).toBeUndefined();

    const { body: after } = await portal
      .admin('post', '/v1/authority/rotation')
      .send({ replaces: before.current.fingerprint })
      .expect(200);
    const { source, ...facts } = before.current;
    expect(after).toMatchObject({
      current: { source, certificates: 0, revoked: 0 },
      retired: [{ ...facts, retiredAt: expect.any(String) }],
    });
    expect(portal.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'authority-write',
        severityLevel: 'critical',
        meta: expect.objectContaining({ actionType: 'authority-rotate' }),
      }),
    );
    await portal
      .admin('post', '/v1/authority/rotation')
      .send({ replaces: before.current.fingerprint })
      .expect(409);

    // Each certificate has the chain that it was issued with.
    const third = await issue('shop');
    expect(new X509Certificate(third.chain).fingerprint256).not.toBe(
      new X509Certificate(first.chain).fingerprint256,
    );
    for (const { fingerprint, chain } of [first, third]) {
      const { body } = await portal
        .developer('get', `/v1/environments/shop/certificates/${fingerprint}`)
        .expect(200);
      expect(body.chain).toBe(chain);
    }
    expect(await read()).toMatchObject({
      current: { certificates: 1 },
      retired: [{ certificates: 1, revoked: 1 }],
    });

    const company = await Authority.createRoot({ subject: [['CN', 'Acme']] });
    await putSecret(store, AUTHORITY, 'client-ca', {
      'tls.crt': company.certificate,
      'tls.key': company.key,
    });
    const outside = await read();
    expect(outside).toMatchObject({
      current: { source: 'secret', subject: 'CN=Acme' },
      obstacle: expect.stringContaining('brought from outside'),
    });
    expect(outside.retired).toHaveLength(2);
    const refused = await portal
      .admin('post', '/v1/authority/rotation')
      .send({ replaces: outside.current.fingerprint });
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toBe(outside.obstacle);

    await store.delete(SecretKind, { namespace: AUTHORITY, name: 'client-ca' });
    expect((await read()).problem).toContain('is gone');
    await eventually(async () => {
      const { body } = await portal.admin('get', '/v1/health').expect(200);
      expect(body.authority).toEqual({
        state: 'refused',
        message: 'Secret remote-env-authority/client-ca is gone: put it back',
      });
    });
  });
});
