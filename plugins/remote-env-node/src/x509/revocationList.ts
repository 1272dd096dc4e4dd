import { createHash } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  CRLNumber,
  CRLReason,
  id_ce_cRLNumber,
  id_ce_cRLReasons,
} from '@peculiar/asn1-x509';
import type { RevocationCode } from '@remote-env/plugin-remote-env-common';
import { der, positiveInteger, TAG, time } from './der';
import { x509 } from './peculiar';
import { signatureAlgorithm, signDer, type IssuerParts } from './signDer';

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

const VERSION_2 = positiveInteger('01');

/** Extensions of an entry, by code. */
const REASONS: Record<RevocationCode, Buffer> = {
  keyCompromise: reason(1),
  affiliationChanged: reason(3),
  superseded: reason(4),
  cessationOfOperation: reason(5),
  privilegeWithdrawn: reason(9),
};

/**
 * A list of version 2 (RFC 5280, 5), PEM. Written by itself: the ASN.1 library takes a second for every thousand
 * entries, in which nothing else happens.
 */
export async function signRevocationList(
  contents: RevocationListContents,
  issuer: IssuerParts,
): Promise<string> {
  const revoked = contents.revoked.map(revokedCertificate);
  const tbs = der(
    TAG.sequence,
    VERSION_2,
    signatureAlgorithm(issuer.key),
    issuer.subject,
    time(contents.thisUpdate),
    time(contents.nextUpdate),
    // The list must be absent, not empty (5.1.2.6).
    ...(revoked.length > 0 ? [der(TAG.sequence, ...revoked)] : []),
    der(
      TAG.explicit0,
      der(
        TAG.sequence,
        issuer.keyIdentifier,
        extension(id_ce_cRLNumber, new CRLNumber(contents.number)),
      ),
    ),
  );
  const list = await signDer(tbs, issuer.key);
  return `${x509.PemConverter.encode(new Uint8Array(list), 'X509 CRL')}\n`;
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
  return der(
    TAG.sequence,
    positiveInteger(serialNumber),
    time(revokedAt),
    ...(code ? [REASONS[code]] : []),
  );
}

function reason(code: number): Buffer {
  return der(TAG.sequence, extension(id_ce_cRLReasons, new CRLReason(code)));
}

function extension(type: string, value: object): Buffer {
  return Buffer.from(
    new x509.Extension(type, false, AsnConvert.serialize(value)).rawData,
  );
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
