import { encodePem } from './pem';

/** A private key that exists nowhere but in this page, and the request that may leave it. */
export interface KeyAndRequest {
  /** PKCS #8 as PEM. Never part of any request. */
  privateKeyPem: string;
  /** PKCS #10 as PEM. */
  requestPem: string;
}

/** The browser offers WebCrypto on https and on localhost only. */
export function canMakeKeys(): boolean {
  return Boolean(window.crypto?.subtle);
}

const RSA = /^rsa(2048|3072|4096)$/;

/**
 * Makes an RSA key by WebCrypto and a CSR for exactly the subject named, signed with SHA-256.
 *
 * @param subject - as signing info gives it, e.g. `O=Acme,OU=IT,L=Berlin,ST=Berlin,C=DE,CN=shop`
 * @param keyAlgorithm - `rsa2048`, `rsa3072` or `rsa4096`
 */
export async function createKeyAndRequest(
  subject: string,
  keyAlgorithm: string,
): Promise<KeyAndRequest> {
  const bits = RSA.exec(keyAlgorithm)?.[1];
  if (!bits) {
    throw new Error(`Keys of type ${keyAlgorithm} are not made in the browser`);
  }
  await import('reflect-metadata');
  const { Pkcs10CertificateRequestGenerator } = await import('@peculiar/x509');
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: Number(bits),
  };
  const keys = await window.crypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: subject, keys, signingAlgorithm: algorithm },
    window.crypto,
  );
  const pkcs8 = await window.crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    privateKeyPem: encodePem(pkcs8, 'PRIVATE KEY'),
    requestPem: encodePem(request.rawData, 'CERTIFICATE REQUEST'),
  };
}
