import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  Attributes,
  CertificationRequest,
  CertificationRequestInfo,
} from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509';
import { subjectSchema } from '../../config';
import { SUBJECT_OIDS, type SubjectAttribute } from '../subjectAttributes';

export const config = subjectSchema.parse({
  organization: 'Acme',
  organizationalUnit: 'Sales',
  locality: 'Berlin',
  province: 'Brandenburg',
});
export const GOOD: [SubjectAttribute, string][] = [
  ['O', 'Acme'],
  ['OU', 'Sales'],
  ['L', 'Berlin'],
  ['ST', 'Brandenburg'],
  ['C', 'DE'],
  ['CN', 'shop-eu'],
];
export const SHA256_RSA = '1.2.840.113549.1.1.11';
export const SHA1_RSA = '1.2.840.113549.1.1.5';
export const MD5_RSA = '1.2.840.113549.1.1.4';
export const ECDSA_SHA256 = '1.2.840.10045.4.3.2';

export const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** PKCS#10 made by hand, so that it can hold what no tool of today writes. */
export function makeRequest(
  options: {
    subject?: [SubjectAttribute, string][];
    key?: { publicKey: KeyObject; privateKey: KeyObject };
    signWith?: KeyObject;
    algorithm?: string;
    digest?: string;
    encode?: (value: string) => AttributeValue;
  } = {},
): Buffer {
  const {
    subject = GOOD,
    key = rsa,
    signWith = key.privateKey,
    algorithm = SHA256_RSA,
    digest = 'sha256',
    encode = value => new AttributeValue({ printableString: value }),
  } = options;
  const info = new CertificationRequestInfo({
    subject: new Name(
      subject.map(
        ([type, value]) =>
          new RelativeDistinguishedName([
            new AttributeTypeAndValue({
              type: SUBJECT_OIDS[type],
              value: encode(value),
            }),
          ]),
      ),
    ),
    subjectPKInfo: AsnConvert.parse(
      key.publicKey.export({ type: 'spki', format: 'der' }),
      SubjectPublicKeyInfo,
    ),
    attributes: new Attributes(),
  });
  const signature = sign(
    digest,
    Buffer.from(AsnConvert.serialize(info)),
    signWith,
  );
  return Buffer.from(
    AsnConvert.serialize(
      new CertificationRequest({
        certificationRequestInfo: info,
        signatureAlgorithm: new AlgorithmIdentifier({ algorithm }),
        signature: new Uint8Array(signature).buffer,
      }),
    ),
  );
}
