import { createHash, type KeyObject } from 'node:crypto';
import { id_ce_subjectKeyIdentifier } from '@peculiar/asn1-x509';
import { der, objectIdentifier, positiveInteger, TAG, time } from './der';
import { x509 } from './peculiar';
import { signatureAlgorithm, signDer, type IssuerParts } from './signDer';

const { ExtendedKeyUsage, KeyUsageFlags } = x509;

const VERSION_3 = der(TAG.explicit0, positiveInteger('02'));

/** Every leaf has these: it is no authority, and its key only signs. */
const COMMON = [
  new x509.BasicConstraintsExtension(false, undefined, true),
  new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
].map(encoded);

/** What a leaf is for. */
export const PURPOSES = {
  client: new x509.ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
  server: new x509.ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
};

/** A certificate of a client or server before it is signed. */
export interface LeafContents {
  /** Hex. */
  serialNumber: string;
  /** Name in DER. */
  subject: Buffer;
  notBefore: Date;
  notAfter: Date;
  publicKey: KeyObject;
  /** Besides those that every leaf has and those that name keys. */
  extensions: readonly x509.Extension[];
}

/**
 * A leaf of version 3 with the extensions of RFC 5280 4.2.1, PEM. Written by itself: the ASN.1 library takes several
 * milliseconds for one, in which nothing else happens.
 */
export async function signLeaf(
  contents: LeafContents,
  issuer: IssuerParts,
): Promise<string> {
  const publicKey = contents.publicKey.export({ type: 'spki', format: 'der' });
  const tbs = der(
    TAG.sequence,
    VERSION_3,
    positiveInteger(contents.serialNumber),
    signatureAlgorithm(issuer.key),
    issuer.subject,
    der(TAG.sequence, time(contents.notBefore), time(contents.notAfter)),
    contents.subject,
    publicKey,
    der(
      TAG.explicit3,
      der(
        TAG.sequence,
        ...COMMON,
        ...contents.extensions.map(encoded),
        keyIdentifier(publicKey),
        issuer.keyIdentifier,
      ),
    ),
  );
  const certificate = await signDer(tbs, issuer.key);
  return `${x509.PemConverter.encode(
    new Uint8Array(certificate),
    'CERTIFICATE',
  )}\n`;
}

/** A number that only this key has: RFC 7093, 2, method 4. */
function keyIdentifier(publicKey: Buffer): Buffer {
  const digest = createHash('sha256').update(publicKey).digest();
  return der(
    TAG.sequence,
    objectIdentifier(id_ce_subjectKeyIdentifier),
    der(TAG.octetString, der(TAG.octetString, digest)),
  );
}

function encoded(extension: x509.Extension): Buffer {
  return Buffer.from(extension.rawData);
}
