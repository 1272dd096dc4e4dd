import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import type { Name } from '@peculiar/asn1-x509';
import { CsrError } from './CsrError';
import { TAG } from './der';
import { judgeKey, type KeyAlgorithm } from './keyPolicy';
import { SUBJECT_OIDS, type SubjectAttribute } from './subjectAttributes';

const verifyAsync = promisify(verify);

/** Bytes of a request; one with a 4096-bit key has about 1,700. */
const MAX_DER_BYTES = 16 * 1024;

/**
 * Digests by the signature algorithms that prove possession of a key (RFC 3279, 4055, 5758). SHA-1 is taken here,
 * because older clients sign with it and only the proof of the moment hangs on it; MD5 never is.
 */
const DIGESTS: Record<string, { type: 'rsa' | 'ec'; digest: string }> = {
  '1.2.840.113549.1.1.5': { type: 'rsa', digest: 'sha1' },
  '1.2.840.113549.1.1.11': { type: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { type: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { type: 'rsa', digest: 'sha512' },
  '1.2.840.10045.4.1': { type: 'ec', digest: 'sha1' },
  '1.2.840.10045.4.3.2': { type: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { type: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { type: 'ec', digest: 'sha512' },
};

/** id-ecPublicKey of RFC 5480, 2.1.1. */
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';

/** A request whose signature and key have been found good. What it says of its subject is a claim still. */
export class SigningRequest {
  /** The key to be certified. */
  readonly publicKey: KeyObject;
  readonly keyAlgorithm: KeyAlgorithm;
  readonly #subject: Name;

  private constructor(
    subject: Name,
    publicKey: KeyObject,
    keyAlgorithm: KeyAlgorithm,
  ) {
    this.#subject = subject;
    this.publicKey = publicKey;
    this.keyAlgorithm = keyAlgorithm;
  }

  /**
   * Reads what edge routes get: base64 of PEM.
   *
   * @throws CsrError
   */
  static async fromBase64(text: string): Promise<SigningRequest> {
    const compact = text.replace(/[\r\n]/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) {
      throw new CsrError(
        'base64',
        'There was an error while parsing the base64 content. An incorrect value was provided.',
      );
    }
    return SigningRequest.fromPem(
      Buffer.from(compact, 'base64').toString('latin1'),
    );
  }

  /** @throws CsrError */
  static async fromPem(pem: string): Promise<SigningRequest> {
    return SigningRequest.fromDer(derOfPem(pem));
  }

  /** @throws CsrError */
  static async fromDer(der: Buffer): Promise<SigningRequest> {
    const { request, publicKey } = parseRequest(der);
    const { algorithm, problem } = judgeKey(publicKey);
    if (describesItsCurve(request)) {
      throw new CsrError(
        'key',
        'CSR: Elliptic curve keys must name their curve, not describe it.',
      );
    }
    if (problem !== undefined) {
      throw new CsrError('key', `CSR: ${problem}`);
    }
    await verifySignature(request, publicKey);
    return new SigningRequest(
      request.certificationRequestInfo.subject,
      publicKey,
      algorithm,
    );
  }

  /**
   * The first value of an attribute, whatever string type it is encoded in; later ones do not count
   * (application-connector 2.2). Older clients encode everything as PrintableString, also what that type forbids.
   */
  subjectValue(attribute: SubjectAttribute): string | undefined {
    return subjectValueIn(this.#subject, attribute);
  }
}

/** The first value of an attribute, as `SigningRequest.subjectValue` gives it. */
export function subjectValueIn(
  subject: Name,
  attribute: SubjectAttribute,
): string | undefined {
  for (const rdn of subject) {
    for (const { type, value } of rdn) {
      if (type === SUBJECT_OIDS[attribute]) {
        return value.toString();
      }
    }
  }
  return undefined;
}

/** @throws CsrError unless there is a PEM block that says it is a request */
export function derOfPem(pem: string): Buffer {
  const block =
    /-----BEGIN ([A-Z0-9 ]+)-----([\sA-Za-z0-9+/=]+)-----END \1-----/.exec(pem);
  if (!block) {
    throw new CsrError('pem', 'Error while decoding pem block.');
  }
  const [, label, body = ''] = block;
  if (!/^(NEW )?CERTIFICATE REQUEST$/.test(label ?? '')) {
    throw parseError(`the PEM block is a ${label}`);
  }
  return Buffer.from(body, 'base64');
}

function parseError(what: string, cause?: unknown): CsrError {
  return new CsrError('parse', `Error while parsing CSR: ${what}`, { cause });
}

/** Takes it apart; neither key nor signature is judged. @throws CsrError */
export function parseRequest(der: Buffer) {
  if (der.length > MAX_DER_BYTES) {
    throw parseError(`it has more than ${MAX_DER_BYTES} bytes`);
  }
  try {
    const request = AsnConvert.parse(der, CertificationRequest);
    const publicKey = createPublicKey({
      key: Buffer.from(
        AsnConvert.serialize(request.certificationRequestInfo.subjectPKInfo),
      ),
      format: 'der',
      type: 'spki',
    });
    return { request, publicKey };
  } catch (cause) {
    throw parseError('it is not a PKCS#10 request with a public key', cause);
  }
}

/**
 * RFC 5480, 2.1.1: whoever describes a curve may describe one of their own that looks like a good one (CVE-2020-0601),
 * and the certificate would hold that description.
 */
function describesItsCurve(request: CertificationRequest): boolean {
  const { algorithm } = request.certificationRequestInfo.subjectPKInfo;
  const [tag] = new Uint8Array(algorithm.parameters ?? new ArrayBuffer(0));
  return algorithm.algorithm === EC_PUBLIC_KEY && tag !== TAG.objectIdentifier;
}

/** @throws CsrError unless it was made with the key in the request, by an algorithm that proves something */
export async function verifySignature(
  request: CertificationRequest,
  publicKey: KeyObject,
) {
  const { algorithm } = request.signatureAlgorithm;
  const known = DIGESTS[algorithm];
  const signed = request.certificationRequestInfoRaw;
  if (!known || known.type !== publicKey.asymmetricKeyType || !signed) {
    throw new CsrError(
      'signature',
      `CSR signature invalid: algorithm ${algorithm} is not accepted`,
    );
  }
  const good = await verifyAsync(
    known.digest,
    Buffer.from(signed),
    publicKey,
    Buffer.from(request.signature),
  );
  if (!good) {
    throw new CsrError(
      'signature',
      'CSR signature invalid: it was not made with the key in the request',
    );
  }
}
