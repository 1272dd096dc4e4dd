import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { subjectSchema } from '../config';
import { subjectAttributes } from '../edge';
import { Authority } from './Authority';
import { AuthorityError } from './AuthorityError';
import { certificateFacts } from './certificateFacts';
import { checkSubject } from './checkSubject';
import type { KeyAndCertificate } from './KeyAndCertificate';
import { SigningRequest } from './SigningRequest';

const run = promisify(execFile);
const DAY = 24 * 3600 * 1000;
const config = subjectSchema.parse({
  organization: 'Acme Corp.',
  organizationalUnit: 'Sales',
  locality: 'Berlin',
  province: 'Berlin',
});
const SUBJECT = '/O=Acme Corp./OU=Sales/L=Berlin/ST=Berlin/C=DE/CN=shop-eu';

let folder: string;
let pair: KeyAndCertificate;
let authority: Authority;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'remote-env-x509-'));
  pair = await Authority.createRoot({
    subject: [
      ['O', 'Acme Corp.'],
      ['CN', 'Remote Environments client CA 1'],
    ],
  });
  authority = await Authority.load(pair);
  await writeFile(path.join(folder, 'ca.pem'), pair.certificate);
  await openssl('genrsa', '-out', 'rsa.key', '2048');
  for (const [curve, file] of [
    ['P-256', 'p256.key'],
    ['P-384', 'p384.key'],
  ] as const) {
    await openssl(
      'genpkey',
      '-algorithm',
      'EC',
      '-pkeyopt',
      `ec_paramgen_curve:${curve}`,
      '-out',
      file,
    );
  }
});

afterAll(() => rm(folder, { recursive: true }));

async function openssl(...args: string[]): Promise<string> {
  const { stdout } = await run('openssl', args, { cwd: folder });
  return stdout;
}

/** A request as `openssl req` writes it. */
async function requestOf(key: string, ...args: string[]): Promise<string> {
  return openssl('req', '-new', '-key', key, '-subj', SUBJECT, ...args);
}

async function issue(request: SigningRequest, validityMs = 90 * DAY) {
  const pem = await authority.issueClient({
    subject: subjectAttributes(config, 'shop-eu'),
    publicKey: request.publicKey,
    validityMs,
  });
  await writeFile(path.join(folder, 'cert.pem'), pem);
  return pem;
}

const RSA = 'rsa.key';
const P256 = 'p256.key';
const P384 = 'p384.key';

describe('with openssl', () => {
  it('reads the root as an authority of ten years', async () => {
    const text = await openssl('x509', '-in', 'ca.pem', '-noout', '-text');
    expect(text).toContain('Public-Key: (3072 bit)');
    expect(text).toContain('Signature Algorithm: sha256WithRSAEncryption');
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE/);
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/);
    expect(text).toContain('X509v3 Subject Key Identifier');
    const years = (authority.notAfter.getTime() - Date.now()) / (365.25 * DAY);
    expect(years).toBeCloseTo(10, 2);
  });

  it.each([
    ['RSA 2048', RSA, 'rsa2048', ['-sha256']],
    ['RSA signed with SHA-1', RSA, 'rsa2048', ['-sha1']],
    ['RSA signed with SHA-512', RSA, 'rsa2048', ['-sha512']],
    ['P-256', P256, 'ecdsa-p256', ['-sha256']],
    ['P-256 signed with SHA-1', P256, 'ecdsa-p256', ['-sha1']],
    ['P-384', P384, 'ecdsa-p384', ['-sha384']],
  ])('signs %s so that it verifies', async (_name, key, algorithm, args) => {
    const pem = await requestOf(key, ...args);
    const request = await SigningRequest.fromBase64(
      Buffer.from(pem).toString('base64'),
    );
    expect(request.keyAlgorithm).toBe(algorithm);
    expect(() => checkSubject(request, config, 'shop-eu')).not.toThrow();
    await issue(request);

    expect(
      await openssl(
        'verify',
        '-x509_strict',
        '-purpose',
        'sslclient',
        '-CAfile',
        'ca.pem',
        'cert.pem',
      ),
    ).toBe('cert.pem: OK\n');
    const text = await openssl('x509', '-in', 'cert.pem', '-noout', '-text');
    expect(text).toContain('Signature Algorithm: sha256WithRSAEncryption');
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    expect(text).toMatch(
      /Extended Key Usage: \s+TLS Web Client Authentication\n/,
    );
    expect(text).toContain('X509v3 Subject Key Identifier');
    expect(text).toContain('X509v3 Authority Key Identifier');
    const [ofKey, ofCertificate] = await Promise.all([
      openssl('pkey', '-in', key, '-pubout'),
      openssl('x509', '-in', 'cert.pem', '-noout', '-pubkey'),
    ]);
    expect(ofCertificate).toBe(ofKey);
  });

  it('writes the subject well formed and in our order, whatever the request said', async () => {
    const request = await SigningRequest.fromPem(
      await requestOf(
        RSA,
        '-subj',
        '/CN=shop-eu/OU=Sales/C=DE/ST=Berlin/L=Berlin/O=Acme Corp.',
      ),
    );
    checkSubject(request, config, 'shop-eu');
    await issue(request);
    const parsed = await openssl('asn1parse', '-in', 'cert.pem');
    const subject = parsed
      .split('\n')
      .filter(line => /(PRINTABLE|UTF8)STRING/.test(line))
      .slice(2)
      .map(line => line.replace(/^.*prim: (\w+) *:/, '$1:'));
    expect(subject).toEqual([
      'UTF8STRING:Acme Corp.',
      'UTF8STRING:Sales',
      'UTF8STRING:Berlin',
      'UTF8STRING:Berlin',
      'PRINTABLESTRING:DE',
      'UTF8STRING:shop-eu',
    ]);
  });

  it('gives serial numbers of 128 random bits and begins a little early', async () => {
    const request = await SigningRequest.fromPem(await requestOf(RSA));
    const facts = certificateFacts(await issue(request));
    const other = certificateFacts(await issue(request));
    expect(facts.serialNumber).toMatch(/^[1-9A-F][0-9A-F]{24,31}$/);
    expect(other.serialNumber).not.toBe(facts.serialNumber);
    expect(Date.now() - facts.notBefore.getTime()).toBeGreaterThan(200_000);
    expect(facts.notAfter.getTime() - Date.now()).toBeGreaterThan(89.9 * DAY);
    expect(await openssl('x509', '-in', 'cert.pem', '-noout', '-serial')).toBe(
      `serial=${other.serialNumber.padStart(32, '0')}\n`,
    );
    expect(facts).toMatchObject({
      issuer: 'O=Acme Corp.,CN=Remote Environments client CA 1',
      subject: 'O=Acme Corp.,OU=Sales,L=Berlin,ST=Berlin,C=DE,CN=shop-eu',
      keyAlgorithm: 'rsa2048',
    });
    const [, hex = ''] = (
      await openssl(
        'x509',
        '-in',
        'cert.pem',
        '-noout',
        '-sha256',
        '-fingerprint',
      )
    )
      .trim()
      .split('=');
    expect(other.fingerprint).toBe(hex.replaceAll(':', '').toLowerCase());
  });

  it('never outlives the authority', async () => {
    const request = await SigningRequest.fromPem(await requestOf(RSA));
    const facts = certificateFacts(await issue(request, 100 * 365 * DAY));
    expect(facts.notAfter).toEqual(authority.notAfter);
  });

  it('makes server certificates for names and addresses', async () => {
    const server = await authority.issueServer({
      hosts: ['localhost', '127.0.0.1', '::1'],
      validityMs: 30 * DAY,
    });
    await writeFile(path.join(folder, 'server.pem'), server.certificate);
    await writeFile(path.join(folder, 'server.key'), server.key);
    for (const check of [
      ['-verify_hostname', 'localhost'],
      ['-verify_ip', '127.0.0.1'],
      ['-verify_ip', '::1'],
    ]) {
      expect(
        await openssl(
          'verify',
          '-x509_strict',
          '-purpose',
          'sslserver',
          '-CAfile',
          'ca.pem',
          ...check,
          'server.pem',
        ),
      ).toBe('server.pem: OK\n');
    }
    expect(
      await openssl('x509', '-in', 'server.pem', '-noout', '-pubkey'),
    ).toBe(await openssl('pkey', '-in', 'server.key', '-pubout'));
    expect(new X509Certificate(server.certificate).checkHost('evil.test')).toBe(
      undefined,
    );
  });
});

describe('an authority from elsewhere', () => {
  it.each([
    ['RSA in PKCS#1', RSA, ['rsa', '-traditional']],
    ['ECDSA in SEC1', P256, ['ec']],
  ])('signs: %s', async (_name, key, convert) => {
    await openssl(
      'req',
      '-x509',
      '-key',
      key,
      '-days',
      '30',
      '-subj',
      '/CN=Own CA',
      '-out',
      'own.pem',
    );
    const [command = '', ...options] = convert;
    await openssl(command, '-in', key, ...options, '-out', 'own-old.key');
    const own = await Authority.load({
      certificate: await readFile(path.join(folder, 'own.pem'), 'utf8'),
      key: await readFile(path.join(folder, 'own-old.key'), 'utf8'),
    });
    const request = await SigningRequest.fromPem(await requestOf(RSA));
    const pem = await own.issueClient({
      subject: subjectAttributes(config, 'shop-eu'),
      publicKey: request.publicKey,
      validityMs: 90 * DAY,
    });
    await writeFile(path.join(folder, 'own-cert.pem'), pem);
    expect(await openssl('verify', '-CAfile', 'own.pem', 'own-cert.pem')).toBe(
      'own-cert.pem: OK\n',
    );
    expect(certificateFacts(pem).notAfter).toEqual(own.notAfter);
  });

  it('is refused when it is none, or has another key', async () => {
    const server = await authority.issueServer({
      hosts: ['localhost'],
      validityMs: DAY,
    });
    for (const [bad, message] of [
      [server, 'not one of an authority'],
      [{ ...pair, key: server.key }, 'do not belong together'],
      [{ ...pair, key: 'nonsense' }, 'cannot be read'],
      [{ ...pair, certificate: '' }, 'no certificate'],
    ] as const) {
      await expect(Authority.load(bad)).rejects.toThrow(AuthorityError);
      await expect(Authority.load(bad)).rejects.toThrow(message);
    }
  });
});
