import type { KeyObject } from 'node:crypto';
import type { Name } from '@peculiar/asn1-x509';
import { CsrError } from './CsrError';
import { judgeKey } from './keyPolicy';
import {
  derOfPem,
  parseRequest,
  subjectValueIn,
  verifySignature,
  type SigningRequest,
} from './SigningRequest';
import { SUBJECT_OIDS } from './subjectAttributes';

/** What a request holds, for whoever looks at it before it is sent to be signed. */
export interface SigningRequestFindings {
  /** As a string of RFC 4514, in the order of the request; absent when it cannot be read. */
  subject?: string;
  /** Kind and size, also of a key that is not taken. */
  key?: string;
  signatureAlgorithm?: string;
  /** Why it is refused, in the words in which `SigningRequest` refuses it. */
  problems: string[];
}

const SIGNATURES: Record<string, string> = {
  '1.2.840.113549.1.1.4': 'MD5 with RSA',
  '1.2.840.113549.1.1.5': 'SHA-1 with RSA',
  '1.2.840.113549.1.1.10': 'RSASSA-PSS',
  '1.2.840.113549.1.1.11': 'SHA-256 with RSA',
  '1.2.840.113549.1.1.12': 'SHA-384 with RSA',
  '1.2.840.113549.1.1.13': 'SHA-512 with RSA',
  '1.2.840.10045.4.1': 'SHA-1 with ECDSA',
  '1.2.840.10045.4.3.2': 'SHA-256 with ECDSA',
  '1.2.840.10045.4.3.3': 'SHA-384 with ECDSA',
  '1.2.840.10045.4.3.4': 'SHA-512 with ECDSA',
  '1.3.101.112': 'Ed25519',
};

const ATTRIBUTE_NAMES = new Map<string, string>(
  Object.entries(SUBJECT_OIDS).map(([name, oid]) => [oid, name]),
);

/**
 * Finds all that is wrong with a request, where signing stops at the first.
 *
 * @param checkSubject - refuses a subject by throwing a `CsrError`
 */
export async function inspectSigningRequest(
  pem: string,
  checkSubject: (request: Pick<SigningRequest, 'subjectValue'>) => void,
): Promise<SigningRequestFindings> {
  const problems: string[] = [];
  const parsed = await noting(problems, () => parseRequest(derOfPem(pem)));
  if (!parsed) {
    return { problems };
  }
  const { request, publicKey } = parsed;
  const { subject } = request.certificationRequestInfo;
  const { algorithm, problem } = judgeKey(publicKey);
  if (problem !== undefined) {
    problems.push(`CSR: ${problem}`);
  } else {
    await noting(problems, () => verifySignature(request, publicKey));
  }
  await noting(problems, () =>
    checkSubject({
      subjectValue: attribute => subjectValueIn(subject, attribute),
    }),
  );
  const { algorithm: signature } = request.signatureAlgorithm;
  return {
    subject: subjectText(subject),
    key: algorithm ?? keyText(publicKey),
    signatureAlgorithm: SIGNATURES[signature] ?? signature,
    problems,
  };
}

async function noting<T>(
  problems: string[],
  look: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof CsrError) {
      problems.push(error.message);
      return undefined;
    }
    throw error;
  }
}

function subjectText(subject: Name): string {
  return subject
    .map(rdn =>
      rdn
        .map(
          ({ type, value }) =>
            `${ATTRIBUTE_NAMES.get(type) ?? type}=${escaped(value.toString())}`,
        )
        .join('+'),
    )
    .join(',');
}

/** RFC 4514, 2.4. */
function escaped(value: string): string {
  return value
    .replace(/[\\",+;<>]/g, '\\$&')
    .replaceAll('\u0000', '\\00')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
}

function keyText(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const type = key.asymmetricKeyType ?? 'unknown';
  return `${type}${modulusLength ?? ''}${namedCurve ? ` ${namedCurve}` : ''}`;
}
