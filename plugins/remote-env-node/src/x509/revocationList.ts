import { createHash, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  CertificateList,
  CRLNumber,
  CRLReason,
  Extension,
  Extensions,
  id_ce_cRLNumber,
  id_ce_cRLReasons,
  Name,
  RevokedCertificate,
  TBSCertList,
  Time,
  Version,
} from '@peculiar/asn1-x509';
import type { RevocationCode } from '@remote-env/plugin-remote-env-common';
import { x509 } from './peculiar';

const signAsync = promisify(sign);

const CODES: Record<RevocationCode, number> = {
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
};

/** One line of a list. */
export interface RevokedSerial {
  /** Hex. */
  serialNumber: string;
  revokedAt: Date;
  code?: RevocationCode;
}

/** A certificate revocation list before it is signed. */
export interface RevocationListContents {
  /** Greater than that of every earlier list of the same authority. */
  number: number;
  thisUpdate: Date;
  nextUpdate: Date;
  revoked: readonly RevokedSerial[];
}

/** RSA with parameters NULL, ECDSA without any (RFC 4055 5, RFC 5758 3.2). */
const ALGORITHMS = {
  rsa: { algorithm: '1.2.840.113549.1.1.11', parameters: null },
  ec: { algorithm: '1.2.840.10045.4.3.2' },
} as const;

/**
 * A list of version 2 (RFC 5280, 5), PEM. The library's own generator compares each entry with every one before it,
 * and takes minutes for what stands in one list here.
 */
export async function signRevocationList(
  contents: RevocationListContents,
  issuer: {
    subject: x509.Name;
    key: KeyObject;
    keyIdentifier: x509.Extension;
  },
): Promise<string> {
  const signature = new AlgorithmIdentifier(
    issuer.key.asymmetricKeyType === 'rsa' ? ALGORITHMS.rsa : ALGORITHMS.ec,
  );
  const revoked = contents.revoked.map(revokedCertificate);
  const tbs = new TBSCertList({
    version: Version.v2,
    signature,
    issuer: AsnConvert.parse(issuer.subject.toArrayBuffer(), Name),
    thisUpdate: new Time(contents.thisUpdate),
    nextUpdate: new Time(contents.nextUpdate),
    // The list must be absent, not empty (5.1.2.6).
    ...(revoked.length > 0 && { revokedCertificates: revoked }),
    crlExtensions: new Extensions([
      AsnConvert.parse(issuer.keyIdentifier.rawData, Extension),
      extension(id_ce_cRLNumber, new CRLNumber(contents.number)),
    ]),
  });
  const signed = await signAsync(
    'sha256',
    Buffer.from(AsnConvert.serialize(tbs)),
    issuer.key,
  );
  const list = new CertificateList({
    tbsCertList: tbs,
    signatureAlgorithm: signature,
    signature: new Uint8Array(signed).buffer,
  });
  return `${x509.PemConverter.encode(
    AsnConvert.serialize(list),
    'X509 CRL',
  )}\n`;
}

/** The same for lists that say the same, whenever they were signed. */
export function revocationDigest(revoked: readonly RevokedSerial[]): string {
  const lines = revoked
    .map(({ serialNumber, revokedAt, code }) =>
      [serialNumber.toUpperCase(), seconds(revokedAt), code ?? ''].join(' '),
    )
    .sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** Every list in a bundle, each ending in a line feed. */
export function pemRevocationLists(bundle: string): string[] {
  const blocks = bundle.match(
    /-----BEGIN X509 CRL-----[^-]+-----END X509 CRL-----/g,
  );
  return (blocks ?? []).map(block => `${block}\n`);
}

function revokedCertificate({ serialNumber, revokedAt, code }: RevokedSerial) {
  return new RevokedCertificate({
    userCertificate: positiveInteger(serialNumber),
    revocationDate: new Time(new Date(seconds(revokedAt) * 1000)),
    ...(code && {
      crlEntryExtensions: [
        extension(id_ce_cRLReasons, new CRLReason(CODES[code])),
      ],
    }),
  });
}

function extension(extnID: string, value: object): Extension {
  return new Extension({
    extnID,
    critical: false,
    extnValue: new OctetString(AsnConvert.serialize(value)),
  });
}

/** Contents of a DER INTEGER: no zeros in front but the one that keeps it positive. */
function positiveInteger(hex: string): ArrayBuffer {
  const digits = hex.replace(/^0+(?=.)/, '');
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  const bytes = Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, 'hex');
  return new Uint8Array(bytes).buffer;
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
