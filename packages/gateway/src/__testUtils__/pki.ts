import 'reflect-metadata';
import { randomBytes, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const HOUR = 3_600_000;

x509.cryptoProvider.set(crypto);

export interface Credentials {
  /** PEM. */
  cert: string;
  /** PEM, PKCS#8. */
  key: string;
  x509: X509Certificate;
}

interface CaCredentials extends Credentials {
  keys: CryptoKeyPair;
  name: string;
}

interface IssueOptions {
  /** Milliseconds from now. */
  from?: number;
  to?: number;
  usage?: 'client' | 'server';
  dnsNames?: string[];
}

async function credentialsOf(
  certificate: x509.X509Certificate,
  privateKey: CryptoKey,
): Promise<Credentials> {
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', privateKey);
  const cert = certificate.toString('pem');
  return {
    cert,
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    x509: new X509Certificate(cert),
  };
}

/** A certificate authority for tests, whose certificates may be as bad as a test needs. */
export class TestCa {
  readonly #ca: CaCredentials;

  /** @param parent - makes it an intermediate of that one */
  static async create(commonName: string, parent?: TestCa): Promise<TestCa> {
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, [
      'sign',
      'verify',
    ]);
    const name = `CN=${commonName},O=Test`;
    const issuer = parent ? parent.#ca : { keys, name };
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: `01${randomBytes(8).toString('hex')}`,
      subject: name,
      issuer: issuer.name,
      notBefore: new Date(Date.now() - HOUR),
      notAfter: new Date(Date.now() + 24 * HOUR),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: issuer.keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    });
    return new TestCa({
      ...(await credentialsOf(certificate, keys.privateKey)),
      keys,
      name,
    });
  }

  private constructor(ca: CaCredentials) {
    this.#ca = ca;
  }

  get cert(): string {
    return this.#ca.cert;
  }

  async issue(
    commonName: string,
    {
      from = -HOUR,
      to = HOUR,
      usage = 'client',
      dnsNames = [],
    }: IssueOptions = {},
  ): Promise<Credentials> {
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, [
      'sign',
      'verify',
    ]);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: `01${randomBytes(15).toString('hex')}`,
      subject: `CN=${commonName}`,
      issuer: this.#ca.name,
      notBefore: new Date(Date.now() + from),
      notAfter: new Date(Date.now() + to),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: this.#ca.keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.ExtendedKeyUsageExtension([
          usage === 'client' ? CLIENT_AUTH : SERVER_AUTH,
        ]),
        ...(dnsNames.length > 0
          ? [
              new x509.SubjectAlternativeNameExtension(
                dnsNames.map(value => ({ type: 'dns' as const, value })),
              ),
            ]
          : []),
      ],
    });
    return credentialsOf(certificate, keys.privateKey);
  }
}
