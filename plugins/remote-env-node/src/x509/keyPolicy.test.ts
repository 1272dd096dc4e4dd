import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { judgeKey } from './keyPolicy';

const base64url = (value: bigint) => {
  const hex = value.toString(16);
  const even = hex.padStart(hex.length + (hex.length % 2), '0');
  return Buffer.from(even, 'hex').toString('base64url');
};

const rsaKey = (modulus: bigint, exponent = 65537n) =>
  createPublicKey({
    format: 'jwk',
    key: { kty: 'RSA', n: base64url(modulus), e: base64url(exponent) },
  });

const modulusOf = (bits: number) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const { n = '' } = publicKey.export({ format: 'jwk' });
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
};

/** What the product of two primes of the faulty generator looks like: a power of 65537 modulo many small primes. */
function rocaModulus(bits: number): bigint {
  const primes: bigint[] = [];
  for (let candidate = 2n; primes.length < 126; candidate += 1n) {
    if (primes.every(prime => candidate % prime !== 0n)) {
      primes.push(candidate);
    }
  }
  const primorial = primes.reduce((product, prime) => product * prime, 1n);
  let power = 1n;
  for (let step = 0; step < 1234; step += 1) {
    power = (power * 65537n) % primorial;
  }
  const above = (1n << BigInt(bits - 1)) / primorial + 12345n;
  return above * primorial + power;
}

describe('judgeKey', () => {
  const good = modulusOf(2048);

  it('takes RSA from 2048 to 4096 bits, and ECDSA on two curves', () => {
    expect(judgeKey(rsaKey(good))).toEqual({ algorithm: 'rsa2048' });
    expect(judgeKey(rsaKey(modulusOf(3072)))).toEqual({ algorithm: 'rsa3072' });
    for (const [namedCurve, algorithm] of [
      ['P-256', 'ecdsa-p256'],
      ['P-384', 'ecdsa-p384'],
    ] as const) {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve });
      expect(judgeKey(publicKey)).toEqual({ algorithm });
    }
  });

  it.each([1024, 2040, 4104])('refuses RSA of %d bits', bits => {
    const modulus = (1n << BigInt(bits - 1)) + 12345n;
    expect(judgeKey(rsaKey(modulus)).problem).toContain(
      `this one has ${bits}.`,
    );
  });

  it.each([1n, 3n, 65536n, 65538n])('refuses the exponent %s', exponent => {
    expect(judgeKey(rsaKey(good, exponent)).problem).toContain('exponent');
  });

  it.each([2048, 3072, 4096])(
    'refuses keys of %d bits whose factors can be found (CVE-2017-15361)',
    bits => {
      expect(judgeKey(rsaKey(rocaModulus(bits))).problem).toContain(
        'CVE-2017-15361',
      );
    },
  );

  it('refuses other curves and kinds of keys', () => {
    const { publicKey: curve } = generateKeyPairSync('ec', {
      namedCurve: 'secp256k1',
    });
    expect(judgeKey(curve).problem).toContain('P-256 or P-384');
    const { publicKey: edwards } = generateKeyPairSync('ed25519');
    expect(judgeKey(edwards).problem).toBe('The key must be RSA or ECDSA.');
  });
});
