import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { useCommand } from '../__testUtils__/useCommand';

const BASE = '/v1/environments/erp';
const FINGERPRINT = 'ab'.repeat(32);
const CERTIFICATE = {
  fingerprint: FINGERPRINT,
  serialNumber: '0A',
  subject: 'CN=erp',
  issuer: 'CN=CA',
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2026-04-01T00:00:00.000Z',
  keyAlgorithm: 'rsa2048',
  source: 'upload',
  state: 'valid',
};

describe('remote-env on certificates', () => {
  const { given, run, sent } = useCommand();

  it('lists all pages of them', async () => {
    given().portal.on(`GET ${BASE}/certificates`, ({ path: asked }) => ({
      status: 200,
      body: asked.includes('cursor=more')
        ? { items: [{ ...CERTIFICATE, state: 'expired' }], totalItems: 2 }
        : { items: [CERTIFICATE], totalItems: 2, nextCursor: 'more' },
    }));
    const { stdout } = await run('certificates', 'erp');
    expect(stdout.split('\n')).toEqual([
      `${FINGERPRINT}  valid  until ${CERTIFICATE.notAfter}  by upload  never used`,
      `${FINGERPRINT}  expired  until ${CERTIFICATE.notAfter}  by upload  never used`,
      '',
    ]);
  });

  it('has a DER request signed, unless the portal finds something', async () => {
    const { portal, dataDir } = given();
    const problems: string[] = [];
    portal.on(`POST ${BASE}/certificate-request-check`, () => ({
      status: 200,
      body: { expectedSubject: 'CN=erp', problems },
    }));
    portal.on(`POST ${BASE}/certificates`, () => ({
      status: 201,
      body: { certificate: 'leaf', chain: 'chain\n', fingerprint: FINGERPRINT },
    }));
    const file = path.join(dataDir, 'erp.der');
    writeFileSync(file, Buffer.from([0x30, 3, 2, 1, 5]));
    const out = path.join(dataDir, 'signed');
    expect(await run('sign', 'erp', file, '--out', out)).toMatchObject({
      exitCode: 0,
    });
    expect(readFileSync(path.join(out, 'both.pem'), 'utf8')).toBe(
      'leaf\nchain\n',
    );
    const csr =
      '-----BEGIN CERTIFICATE REQUEST-----\nMAMCAQU=\n-----END CERTIFICATE REQUEST-----\n';
    expect(sent().map(({ body }) => body)).toEqual([
      { csr },
      { csr, origin: 'upload' },
    ]);

    portal.reset();
    portal.on(`POST ${BASE}/certificate-request-check`, () => ({
      status: 200,
      body: { expectedSubject: 'CN=erp', problems },
    }));
    const taken = await run('sign', 'erp', file, '--out', out);
    expect(taken).toMatchObject({ exitCode: 2 });
    problems.push('CSR: Invalid common name provided.');
    const refused = await run('sign', 'erp', file, '--out', `${out}-2`);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stderr).toContain('CSR: Invalid common name provided.');
    writeFileSync(file, '-----BEGIN PRIVATE KEY-----');
    const key = await run('sign', 'erp', file, '--out', `${out}-3`);
    expect(key).toMatchObject({ exitCode: 2 });
    expect(sent()).toHaveLength(2);
  });

  it('revokes with a reason for lists and one in words', async () => {
    const route = `${BASE}/certificates/${FINGERPRINT}/revocation`;
    given().portal.on(`POST ${route}`, () => ({
      status: 200,
      body: { ...CERTIFICATE, state: 'revoked' },
    }));
    const why = ['--reason', 'Lost laptop', '--code', 'keyCompromise'];
    expect(await run('revoke', 'erp', FINGERPRINT, ...why)).toMatchObject({
      exitCode: 0,
      stdout: `Revoked ${FINGERPRINT}.\n`,
    });
    expect(
      await run('revoke', 'erp', FINGERPRINT, '--code', 'whim'),
    ).toMatchObject({ exitCode: 2 });
    expect(sent()).toEqual([
      {
        route: `POST ${route}`,
        body: { reason: 'Lost laptop', code: 'keyCompromise' },
      },
    ]);
  });
});
