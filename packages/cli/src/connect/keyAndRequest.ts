import 'reflect-metadata';
import {
  Pkcs10CertificateRequestGenerator,
  PemConverter,
} from '@peculiar/x509';

export type KeyType =
  | 'rsa2048'
  | 'rsa3072'
  | 'rsa4096'
  | 'ecdsa256'
  | 'ecdsa384';

function algorithmOf(
  keyType: KeyType,
): RsaHashedKeyGenParams | (EcKeyGenParams & { hash: string }) {
  switch (keyType) {
    case 'ecdsa256':
      return { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    case 'ecdsa384':
      return { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' };
    default:
      return {
        name: 'RSASSA-PKCS1-v1_5',
        hash: 'SHA-256',
        publicExponent: new Uint8Array([1, 0, 1]),
        modulusLength: Number(keyType.slice('rsa'.length)),
      };
  }
}

/** A fresh key and a request for exactly the subject that the edge demands, both as PEM. */
export async function createKeyAndRequest(
  subject: string,
  keyType: KeyType,
): Promise<{ privateKeyPem: string; requestPem: string }> {
  const algorithm = algorithmOf(keyType);
  const keys = await crypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: subject, keys, signingAlgorithm: algorithm },
    crypto,
  );
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    privateKeyPem: PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    requestPem: request.toString('pem'),
  };
}
