import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { AttributeValue } from '@peculiar/asn1-x509';
import {
  config,
  ECDSA_SHA256,
  GOOD,
  makeRequest,
  MD5_RSA,
  p256,
  rsa,
  SHA1_RSA,
  SHA256_RSA,
} from './__testUtils__/makeRequest';
import { checkSubject } from './checkSubject';
import { CsrError } from './CsrError';
import { inspectSigningRequest } from './inspectSigningRequest';
import { SigningRequest } from './SigningRequest';

function toPem(der: Buffer, label = 'CERTIFICATE REQUEST'): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join(
    '\n',
  )}\n-----END ${label}-----\n`;
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** What a refused request is refused with. */
async function refusal(der: Buffer): Promise<CsrError> {
  const error = await SigningRequest.fromDer(der).then(
    () => undefined,
    reason => reason,
  );
  if (error instanceof CsrError) {
    return error;
  }
  throw new Error(`expected a refusal, not ${error}`);
}

describe('SigningRequest', () => {
  it('takes base64 of PEM with line ends, and either label', async () => {
    for (const label of ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST']) {
      const text = toBase64(`a comment\n${toPem(makeRequest(), label)}`);
      const folded = (text.match(/.{1,76}/g) ?? []).join('\r\n');
      const request = await SigningRequest.fromBase64(folded);
      expect(request.keyAlgorithm).toBe('rsa2048');
      expect(() => checkSubject(request, config, 'shop-eu')).not.toThrow();
    }
  });

  it.each(['%%%', 'YWJj=', 'YW Jj', 'YWJjZA', toPem(makeRequest())])(
    'refuses what is not base64 (%#)',
    async text => {
      await expect(SigningRequest.fromBase64(text)).rejects.toMatchObject({
        reason: 'base64',
        message:
          'There was an error while parsing the base64 content. An incorrect value was provided.',
      });
    },
  );

  it.each(['', 'no PEM at all', '-----BEGIN CERTIFICATE REQUEST-----\nYWJj\n'])(
    'refuses what is not PEM (%#)',
    async text => {
      await expect(
        SigningRequest.fromBase64(toBase64(text)),
      ).rejects.toMatchObject({
        reason: 'pem',
        message: 'Error while decoding pem block.',
      });
    },
  );

  it('refuses what is no request, is cut off, or is huge', async () => {
    const der = makeRequest();
    for (const pem of [
      toPem(der, 'CERTIFICATE'),
      toPem(Buffer.from('abc')),
      toPem(der.subarray(0, der.length - 20)),
      toPem(rsa.publicKey.export({ type: 'spki', format: 'der' })),
      toPem(Buffer.alloc(17_000)),
    ]) {
      await expect(SigningRequest.fromPem(pem)).rejects.toMatchObject({
        reason: 'parse',
        message: expect.stringMatching(/^Error while parsing CSR: /),
      });
    }
  });

  it('refuses a signature by another key, and a changed request', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const changed = makeRequest();
    changed[changed.indexOf('shop-eu')] = 'S'.charCodeAt(0);
    for (const der of [makeRequest({ signWith: other.privateKey }), changed]) {
      expect(await refusal(der)).toMatchObject({
        reason: 'signature',
        message: expect.stringMatching(/^CSR signature invalid: /),
      });
    }
  });

  it('takes SHA-1, never MD5, and no algorithm of another kind of key', async () => {
    const sha1 = await SigningRequest.fromDer(
      makeRequest({ algorithm: SHA1_RSA, digest: 'sha1' }),
    );
    expect(sha1.keyAlgorithm).toBe('rsa2048');
    for (const der of [
      makeRequest({ algorithm: MD5_RSA, digest: 'md5' }),
      makeRequest({ key: p256, algorithm: SHA256_RSA }),
      makeRequest({ algorithm: ECDSA_SHA256 }),
    ]) {
      expect(await refusal(der)).toMatchObject({
        reason: 'signature',
        message: expect.stringContaining('is not accepted'),
      });
    }
  });

  it.each([
    [
      'RSA 1024',
      generateKeyPairSync('rsa', { modulusLength: 1024 }),
      'CSR: The key is too weak: RSA keys need 2048 bits or more, this one has 1024.',
    ],
    [
      'RSA with exponent 3',
      generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }),
      'CSR: The key is too weak: its public exponent must be odd and 65537 or more.',
    ],
    [
      'secp256k1',
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
      'CSR: Elliptic curve keys must be on P-256 or P-384.',
    ],
  ])('refuses %s keys and says why', async (_name, key, message) => {
    expect(
      await refusal(
        makeRequest({
          key,
          algorithm:
            key.publicKey.asymmetricKeyType === 'ec'
              ? ECDSA_SHA256
              : SHA256_RSA,
        }),
      ),
    ).toMatchObject({ reason: 'key', message });
  });

  it('refuses RSA beyond 4096 bits before it computes with it', async () => {
    // Only the size counts, so the modulus need not be one.
    const modulus = Buffer.alloc(640, 0xff).toString('base64url');
    const publicKey = createPublicKey({
      format: 'jwk',
      key: { kty: 'RSA', n: modulus, e: 'AQAB' },
    });
    expect(
      await refusal(
        makeRequest({ key: { publicKey, privateKey: rsa.privateKey } }),
      ),
    ).toMatchObject({
      reason: 'key',
      message:
        'CSR: The key is too large: RSA keys may have 4096 bits at most, this one has 5120.',
    });
  });

  it('refuses Ed25519', async () => {
    const key = generateKeyPairSync('ed25519');
    expect(
      await refusal(makeRequest({ key, signWith: rsa.privateKey })),
    ).toMatchObject({ message: 'CSR: The key must be RSA or ECDSA.' });
  });

  it.each([
    'printableString',
    'utf8String',
    'teletexString',
    'bmpString',
    'ia5String',
  ])('reads values encoded as %s', async type => {
    const request = await SigningRequest.fromDer(
      makeRequest({ encode: value => new AttributeValue({ [type]: value }) }),
    );
    expect(() => checkSubject(request, config, 'shop-eu')).not.toThrow();
  });

  it('reads a PrintableString that holds what the type forbids', async () => {
    const request = await SigningRequest.fromDer(
      makeRequest({ subject: [['O', 'Acme & Söhne_*@'], ...GOOD.slice(1)] }),
    );
    expect(request.subjectValue('O')).toBe('Acme & Söhne_*@');
    expect(() => checkSubject(request, config, 'shop-eu')).toThrow(
      'CSR: Invalid organization provided.',
    );
  });
});

describe('inspectSigningRequest', () => {
  const inspect = (pem: string) =>
    inspectSigningRequest(pem, request =>
      checkSubject(request, config, 'shop-eu'),
    );

  it('says what a good request holds, and nothing else', async () => {
    expect(await inspect(toPem(makeRequest()))).toEqual({
      subject: 'O=Acme,OU=Sales,L=Berlin,ST=Brandenburg,C=DE,CN=shop-eu',
      key: 'rsa2048',
      signatureAlgorithm: 'SHA-256 with RSA',
      problems: [],
    });
  });

  it('finds everything, in the words in which it is refused', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    expect(
      await inspect(
        toPem(
          makeRequest({
            key: weak,
            subject: [
              ['CN', 'shop,O=x'],
              ['O', ' Acme '],
            ],
          }),
        ),
      ),
    ).toEqual({
      subject: 'CN=shop\\,O=x,O=\\ Acme\\ ',
      key: 'rsa1024',
      signatureAlgorithm: 'SHA-256 with RSA',
      problems: [
        'CSR: The key is too weak: RSA keys need 2048 bits or more, this one has 1024.',
        'CSR: Invalid common name provided.',
      ],
    });
    const forged = makeRequest({
      key: rsa,
      signWith: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    });
    expect((await inspect(toPem(forged))).problems).toEqual([
      'CSR signature invalid: it was not made with the key in the request',
    ]);
    const md5 = makeRequest({ algorithm: MD5_RSA, digest: 'md5' });
    expect(await inspect(toPem(md5))).toMatchObject({
      signatureAlgorithm: 'MD5 with RSA',
      problems: [expect.stringContaining(`algorithm ${MD5_RSA}`)],
    });
  });

  it('says only what is wrong with what is no request', async () => {
    expect(await inspect('hello')).toEqual({
      problems: ['Error while decoding pem block.'],
    });
    expect(await inspect(toPem(makeRequest(), 'CERTIFICATE'))).toEqual({
      problems: ['Error while parsing CSR: the PEM block is a CERTIFICATE'],
    });
  });
});
