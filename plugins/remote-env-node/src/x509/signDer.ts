import { sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { der, TAG } from './der';

const signAsync = promisify(sign);
const NO_UNUSED_BITS = Buffer.from([0]);

/** SHA-256 with RSA, parameters NULL; with ECDSA, without any (RFC 4055 5, RFC 5758 3.2). */
const ALGORITHMS = {
  rsa: identifier({ algorithm: '1.2.840.113549.1.1.11', parameters: null }),
  ec: identifier({ algorithm: '1.2.840.10045.4.3.2' }),
};

/** What an issuer gives to all that it signs. */
export interface IssuerParts {
  /** Name in DER. */
  subject: Buffer;
  key: KeyObject;
  /** Extension in DER that names the key (RFC 5280, 4.2.1.1). */
  keyIdentifier: Buffer;
}

/** The AlgorithmIdentifier that stands both inside and beside what the key signs. */
export function signatureAlgorithm(key: KeyObject): Buffer {
  return key.asymmetricKeyType === 'rsa' ? ALGORITHMS.rsa : ALGORITHMS.ec;
}

/** What certificates and lists are on the outside: contents, algorithm and signature (RFC 5280, 4.1.1 and 5.1.1). */
export async function signDer(tbs: Buffer, key: KeyObject): Promise<Buffer> {
  return der(
    TAG.sequence,
    tbs,
    signatureAlgorithm(key),
    der(TAG.bitString, NO_UNUSED_BITS, await signAsync('sha256', tbs, key)),
  );
}

function identifier(
  params: ConstructorParameters<typeof AlgorithmIdentifier>[0],
): Buffer {
  return Buffer.from(AsnConvert.serialize(new AlgorithmIdentifier(params)));
}
