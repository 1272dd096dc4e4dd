import { constants, privateEncrypt } from 'node:crypto';

/** DER of `DigestInfo` before the digest itself (RFC 8017, 9.2, note 1), hex. */
const DIGEST_INFO: Readonly<Record<string, string>> = {
  md5: '3020300c06082a864886f70d020505000410',
  sha256: '3031300d060960864801650304020105000420',
};

/** A digest of node-forge. */
interface ForgeDigest {
  readonly algorithm: string;
  digest(): { getBytes(): string };
}

/**
 * Signs what node-forge has encoded. Its own arithmetic, in JavaScript, takes seconds in a test.
 *
 * @param pem - of an RSA key
 * @returns as a string of bytes, which node-forge has them in
 */
export function platformSignature(
  pem: string,
  digest: ForgeDigest | string,
): string {
  if (typeof digest === 'string' || !(digest.algorithm in DIGEST_INFO)) {
    throw new Error('only digests by MD5 and SHA-256 are signed');
  }
  const info = Buffer.concat([
    Buffer.from(DIGEST_INFO[digest.algorithm] ?? '', 'hex'),
    Buffer.from(digest.digest().getBytes(), 'latin1'),
  ]);
  return privateEncrypt(
    { key: pem, padding: constants.RSA_PKCS1_PADDING },
    info,
  ).toString('latin1');
}
