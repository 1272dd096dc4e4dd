import {
  createPublicKey,
  type KeyObject,
  type X509Certificate,
} from 'node:crypto';
import { isIP } from 'node:net';
import { AuthorityError } from './AuthorityError';
import { readAuthorityPair, type AuthorityRules } from './authorityPair';
import { certificateFacts, type CertificateFacts } from './certificateFacts';
import { exportKey, randomSerial, toPem, wholeSecond } from './encoding';
import type { KeyAndCertificate } from './KeyAndCertificate';
import { PURPOSES, signLeaf } from './leafCertificate';
import { encodeName, nameOf, type NameAttributes } from './names';
import { subtle, x509 } from './peculiar';
import type { IssuerParts } from './signDer';
import {
  signRevocationList,
  type RevocationListContents,
} from './revocationList';

/** Certificates begin a little before they are made, for clocks that are behind. */
const BACKDATE_MS = 5 * 60 * 1000;
const YEAR_MS = 365.25 * 24 * 3600 * 1000;
const ROOT_YEARS = 10;
const ROOT_RSA_BITS = 3072;
const { KeyUsageFlags } = x509;

/**
 * A certificate authority: signs what it is told. Whether something should be signed is decided before, elsewhere.
 * Every certificate has a random 128-bit serial number, SHA-256, and the extensions of RFC 5280 4.2.1.
 */
export class Authority {
  readonly #issuer: IssuerParts;
  readonly #notBefore: Date;
  /** PEM of the issuing certificate, and of those above it up to the root. */
  readonly chain: string;
  /** Of the issuing certificate. */
  readonly facts: CertificateFacts;
  readonly notAfter: Date;

  private constructor(
    chain: readonly X509Certificate[],
    issuer: IssuerParts,
    notBefore: Date,
  ) {
    this.#issuer = issuer;
    this.#notBefore = notBefore;
    this.chain = chain.map(certificate => certificate.toString()).join('');
    this.facts = certificateFacts(this.chain);
    this.notAfter = this.facts.notAfter;
  }

  /** Makes the key and the self-signed certificate of a new root: RSA 3072, ten years, which every older client can read. */
  static async createRoot(options: {
    subject: NameAttributes;
  }): Promise<KeyAndCertificate> {
    const keys = await subtle.generateKey(
      {
        name: 'RSASSA-PKCS1-v1_5',
        modulusLength: ROOT_RSA_BITS,
        publicExponent: new Uint8Array([1, 0, 1]),
        hash: 'SHA-256',
      },
      true,
      ['sign', 'verify'],
    );
    const name = nameOf(options.subject);
    const notBefore = wholeSecond(Date.now() - BACKDATE_MS);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: randomSerial(),
      subject: name,
      issuer: name,
      notBefore,
      notAfter: wholeSecond(Date.now() + ROOT_YEARS * YEAR_MS),
      publicKey: keys.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(
          KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
          true,
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return {
      certificate: toPem(certificate),
      key: await exportKey(keys.privateKey),
    };
  }

  /**
   * @param pair - key as PKCS#8, PKCS#1 or SEC1; RSA or ECDSA on P-256 or P-384. The issuing certificate comes first,
   *   those above it in any order
   * @throws AuthorityError that says what is wrong, as the rest of a sentence
   */
  static async load(
    pair: KeyAndCertificate,
    rules: AuthorityRules = {},
  ): Promise<Authority> {
    const { chain, key } = readAuthorityPair(pair, rules);
    const certificate = new x509.X509Certificate(chain[0].raw);
    const keyIdentifier = await authorityKeyIdentifier(certificate);
    return new Authority(
      chain,
      {
        subject: Buffer.from(certificate.subjectName.toArrayBuffer()),
        key,
        keyIdentifier: Buffer.from(keyIdentifier.rawData),
      },
      certificate.notBefore,
    );
  }

  /**
   * A list of certificates of this authority that were revoked.
   *
   * @returns PEM
   */
  async signRevocationList(contents: RevocationListContents): Promise<string> {
    return signRevocationList(contents, this.#issuer);
  }

  /**
   * A certificate by which a system identifies itself.
   *
   * @returns PEM of the leaf
   */
  async issueClient(options: {
    subject: NameAttributes;
    publicKey: KeyObject;
    validityMs: number;
  }): Promise<string> {
    return this.#issue(options, [PURPOSES.client]);
  }

  /**
   * A certificate of a TLS server, with a new ECDSA P-256 key: a handshake costs a fraction of RSA's.
   *
   * @param options - `hosts`: names and addresses by which it is called, the first one is the common name too
   * @returns leaf with the chain below the root, and key
   */
  async issueServer(options: {
    hosts: readonly [string, ...string[]];
    validityMs: number;
  }): Promise<KeyAndCertificate> {
    const keys = await subtle.generateKey(
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['sign', 'verify'],
    );
    const key = await exportKey(keys.privateKey);
    const leaf = await this.#issue(
      {
        subject: [['CN', options.hosts[0].slice(0, 64)]],
        publicKey: createPublicKey(key),
        validityMs: options.validityMs,
      },
      [
        PURPOSES.server,
        new x509.SubjectAlternativeNameExtension(
          options.hosts.map(generalName),
        ),
      ],
    );
    return { certificate: `${leaf}${this.chain}`, key };
  }

  async #issue(
    options: {
      subject: NameAttributes;
      publicKey: KeyObject;
      validityMs: number;
    },
    extensions: readonly x509.Extension[],
  ): Promise<string> {
    const now = Date.now();
    if (now >= this.notAfter.getTime()) {
      throw new AuthorityError('the authority itself has expired');
    }
    return signLeaf(
      {
        serialNumber: randomSerial(),
        subject: encodeName(options.subject),
        notBefore: wholeSecond(
          Math.max(now - BACKDATE_MS, this.#notBefore.getTime()),
        ),
        notAfter: wholeSecond(
          Math.min(now + options.validityMs, this.notAfter.getTime()),
        ),
        publicKey: options.publicKey,
        extensions,
      },
      this.#issuer,
    );
  }
}

/** What the issuing certificate calls its key, which need not be what we would compute. */
async function authorityKeyIdentifier(
  certificate: x509.X509Certificate,
): Promise<x509.Extension> {
  const own = certificate.getExtension(x509.SubjectKeyIdentifierExtension);
  return own
    ? new x509.AuthorityKeyIdentifierExtension(own.keyId)
    : x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey);
}

function generalName(host: string): x509.JsonGeneralName {
  return { type: isIP(host) ? 'ip' : 'dns', value: host };
}
