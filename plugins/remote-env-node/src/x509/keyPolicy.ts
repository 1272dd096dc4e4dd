import type { KeyObject } from 'node:crypto';
import { hasRocaFingerprint } from './hasRocaFingerprint';

/** What we certify: RSA 2048 to 4096 with a sound exponent, ECDSA on P-256 and P-384 (wire-contracts 1.1). */
export type KeyAlgorithm = `rsa${number}` | 'ecdsa-p256' | 'ecdsa-p384';

const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 4096;
/** FIPS 186-5, 5.4: smaller exponents invite forgeries. */
const MIN_RSA_EXPONENT = 65537n;

const CURVES: Record<string, KeyAlgorithm> = {
  prime256v1: 'ecdsa-p256',
  secp384r1: 'ecdsa-p384',
};

/** Either what the key is, or why it is not taken; one sentence for people. */
export type KeyVerdict =
  | { algorithm: KeyAlgorithm; problem?: undefined }
  | { algorithm?: undefined; problem: string };

export function judgeKey(key: KeyObject): KeyVerdict {
  const details = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return judgeRsa(
        key,
        details.modulusLength ?? 0,
        details.publicExponent ?? 0n,
      );
    case 'ec': {
      const algorithm = CURVES[details.namedCurve ?? ''];
      return algorithm
        ? { algorithm }
        : { problem: 'Elliptic curve keys must be on P-256 or P-384.' };
    }
    default:
      return { problem: 'The key must be RSA or ECDSA.' };
  }
}

function judgeRsa(key: KeyObject, bits: number, exponent: bigint): KeyVerdict {
  if (bits < MIN_RSA_BITS) {
    return {
      problem: `The key is too weak: RSA keys need ${MIN_RSA_BITS} bits or more, this one has ${bits}.`,
    };
  }
  if (bits > MAX_RSA_BITS) {
    return {
      problem: `The key is too large: RSA keys may have ${MAX_RSA_BITS} bits at most, this one has ${bits}.`,
    };
  }
  if (exponent < MIN_RSA_EXPONENT || exponent % 2n === 0n) {
    return {
      problem: `The key is too weak: its public exponent must be odd and ${MIN_RSA_EXPONENT} or more.`,
    };
  }
  if (hasRocaFingerprint(modulusOf(key))) {
    return {
      problem:
        'The key is too weak: it comes from a faulty generator (CVE-2017-15361, ROCA), and its factors can be found. Make another with up-to-date software.',
    };
  }
  return { algorithm: `rsa${bits}` };
}

function modulusOf(key: KeyObject): bigint {
  const { n = '' } = key.export({ format: 'jwk' });
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
}
