import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Authority } from './Authority';
import { randomSerial } from './encoding';
import {
  pemRevocationLists,
  revocationDigest,
  type RevokedSerial,
} from './revocationList';

const DAY = 24 * 3600 * 1000;

describe('lists of revoked certificates, with openssl', () => {
  let folder: string;
  const authorities: Record<string, Authority> = {};

  const openssl = async (...args: string[]) => {
    const { stdout, stderr } = await promisify(execFile)('openssl', args, {
      cwd: folder,
    });
    return `${stdout}${stderr}`;
  };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'crl-'));
    const rsa = await Authority.createRoot({
      subject: [
        ['O', 'Acme'],
        ['CN', 'RSA'],
      ],
    });
    await openssl(
      ...['req', '-x509', '-newkey', 'ec', '-nodes', '-keyout', 'ec.key'],
      ...['-pkeyopt', 'ec_paramgen_curve:P-384', '-subj', '/O=Acme/CN=EC'],
      ...['-out', 'ec.pem'],
    );
    await writeFile(path.join(folder, 'rsa.pem'), rsa.certificate);
    authorities.rsa = await Authority.load(rsa);
    authorities.ec = await Authority.load({
      certificate: await readFile(path.join(folder, 'ec.pem'), 'utf8'),
      key: await readFile(path.join(folder, 'ec.key'), 'utf8'),
    });
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true }));

  async function listOf(
    name: string,
    revoked: RevokedSerial[],
    number = 1_800_000_000,
  ) {
    const now = Date.now();
    const pem = await authorities[name]?.signRevocationList({
      number,
      thisUpdate: new Date(now - 60_000),
      nextUpdate: new Date(now + DAY),
      revoked,
    });
    await writeFile(path.join(folder, 'list.pem'), pem ?? '');
    return pem ?? '';
  }

  const read = (name: string) =>
    openssl(
      ...['crl', '-in', 'list.pem', '-CAfile', `${name}.pem`, '-verify'],
      ...['-noout', '-text'],
    );

  it.each(['rsa', 'ec'])('verify, of an %s authority', async name => {
    const revoked: RevokedSerial[] = [
      {
        serialNumber: 'F0AB',
        revokedAt: new Date('2026-05-01T10:00:00.900Z'),
        code: 'keyCompromise',
      },
      { serialNumber: '0B', revokedAt: new Date('2051-05-01T10:00:00Z') },
    ];
    await listOf(name, revoked);
    const text = await read(name);
    expect(text).toContain('verify OK');
    expect(text).toContain('Version 2');
    expect(text).toMatch(/CRL Number: ?\s+1800000000/);
    expect(text).toContain('X509v3 Authority Key Identifier');
    expect(text).toMatch(
      /Serial Number: F0AB\s+Revocation Date: May +1 10:00:00 2026 GMT\s+CRL entry extensions:\s+X509v3 CRL Reason Code: ?\s+Key Compromise/,
    );
    expect(text).toMatch(
      /Serial Number: 0B\s+Revocation Date: May +1 10:00:00 2051 GMT\s+(?!CRL entry)/,
    );
  });

  it('may be empty', async () => {
    const pem = await listOf('rsa', []);
    expect(pemRevocationLists(`${pem}${pem}`)).toEqual([pem, pem]);
    const text = await read('rsa');
    expect(text).toContain('verify OK');
    expect(text).toContain('No Revoked Certificates');
  });

  it('end a certificate for whoever checks them, and no other', async () => {
    const servers = await Promise.all(
      ['a', 'b'].map(async host => {
        const { certificate } = (await authorities.rsa?.issueServer({
          hosts: [host],
          validityMs: DAY,
        })) ?? { certificate: '' };
        await writeFile(path.join(folder, `${host}.pem`), certificate);
        const serial = await openssl(
          ...['x509', '-in', `${host}.pem`, '-noout', '-serial'],
        );
        return serial.trim().replace('serial=', '');
      }),
    );
    await listOf('rsa', [
      { serialNumber: servers[0] ?? '', revokedAt: new Date() },
    ]);
    const verify = (host: string) =>
      openssl(
        ...['verify', '-CAfile', 'rsa.pem', '-CRLfile', 'list.pem'],
        ...['-crl_check', '-x509_strict', `${host}.pem`],
      );
    await expect(verify('a')).rejects.toThrow('certificate revoked');
    expect(await verify('b')).toBe('b.pem: OK\n');
  });

  it('hold ten thousand', async () => {
    const revoked = Array.from({ length: 10_000 }, () => ({
      serialNumber: randomSerial(),
      revokedAt: new Date(),
      code: 'superseded' as const,
    }));
    await listOf('rsa', revoked);
    expect(
      await openssl(
        ...['crl', '-in', 'list.pem', '-CAfile', 'rsa.pem', '-verify'],
        '-noout',
      ),
    ).toContain('verify OK');
  }, 30_000);

  it('say the same whatever their order and case', () => {
    const one = {
      serialNumber: randomBytes(16).toString('hex'),
      revokedAt: new Date('2026-05-01T10:00:00.900Z'),
    };
    const two = { serialNumber: 'ab', revokedAt: new Date() };
    const digest = revocationDigest([one, two]);
    expect(
      revocationDigest([
        { ...two, serialNumber: 'AB' },
        { ...one, revokedAt: new Date('2026-05-01T10:00:00.100Z') },
      ]),
    ).toBe(digest);
    expect(revocationDigest([one])).not.toBe(digest);
    expect(revocationDigest([one, { ...two, code: 'superseded' }])).not.toBe(
      digest,
    );
  });
});
