import { generateKeyPair, randomBytes, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { platformSignature } from '@remote-env/plugin-remote-env-node/testing-hostile';
import forge from 'node-forge';
import type { Credentials } from './pki';

const HOUR = 3_600_000;

/** Attributes of a name by their short names, in order; values may hold anything. */
export type ForgeName = readonly (readonly [string, string])[];

interface KeyPem {
  publicKey: string;
  privateKey: string;
}

function rsaKey(): Promise<KeyPem> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** For all certificates of all of them: making one takes longer than all the rest. */
let leafKey: Promise<KeyPem> | undefined;

/** Everything as UTF8String. */
function fields(name: ForgeName): forge.pki.CertificateField[] {
  // The types take the class of a tag for its number.
  const valueTagClass: number = forge.asn1.Type.UTF8;
  return name.map(([shortName, value]) => ({
    shortName,
    value,
    valueTagClass,
  }));
}

/** A certificate authority of node-forge: certificates that neither our code nor OpenSSL has made. */
export class ForgeCa {
  readonly #name: ForgeName;
  readonly #key: KeyPem;
  readonly #leafKey: KeyPem;
  /** PEM. */
  readonly cert: string;

  static async create(name: ForgeName): Promise<ForgeCa> {
    leafKey ??= rsaKey();
    return new ForgeCa(name, ...(await Promise.all([rsaKey(), leafKey])));
  }

  private constructor(name: ForgeName, key: KeyPem, ofLeaves: KeyPem) {
    this.#name = name;
    this.#key = key;
    this.#leafKey = ofLeaves;
    this.cert = this.#make(name, key.publicKey, [
      { name: 'basicConstraints', critical: true, cA: true },
      { name: 'keyUsage', critical: true, keyCertSign: true },
    ]);
  }

  /** Its own certificate and key. */
  credentials(): Credentials {
    return {
      cert: this.cert,
      key: this.#key.privateKey,
      x509: new X509Certificate(this.cert),
    };
  }

  /** @param usage - its extended key usage */
  issue(
    subject: ForgeName,
    usage: 'clientAuth' | 'codeSigning' = 'clientAuth',
  ): Credentials {
    const cert = this.#make(subject, this.#leafKey.publicKey, [
      { name: 'basicConstraints', critical: true, cA: false },
      { name: 'extKeyUsage', [usage]: true },
    ]);
    return {
      cert,
      key: this.#leafKey.privateKey,
      x509: new X509Certificate(cert),
    };
  }

  #make(subject: ForgeName, publicKey: string, extensions: object[]): string {
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
    certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
    certificate.validity.notBefore = new Date(Date.now() - HOUR);
    certificate.validity.notAfter = new Date(Date.now() + HOUR);
    certificate.setSubject(fields(subject));
    certificate.setIssuer(fields(this.#name));
    certificate.setExtensions(extensions);
    const pem = this.#key.privateKey;
    const key = forge.pki.privateKeyFromPem(pem);
    key.sign = digest => platformSignature(pem, digest);
    certificate.sign(key, forge.md.sha256.create());
    return forge.pki.certificateToPem(certificate);
  }
}
