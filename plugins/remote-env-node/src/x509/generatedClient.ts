import { exportKey, randomSerial, toPem, wholeSecond } from './encoding';
import type { KeyAndCertificate } from './KeyAndCertificate';
import { nameOf } from './names';
import { subtle, x509 } from './peculiar';

const BACKDATE_MS = 5 * 60 * 1000;
const VALIDITY_MS = 365 * 24 * 3600 * 1000;
const { ExtendedKeyUsage, KeyUsageFlags } = x509;

/**
 * A key with a self-signed client certificate, by which a target that trusts just this certificate knows our calls
 * (application-connector reference 4.2, CertificateGen): RSA 2048, SHA-256, one year.
 *
 * @param commonName - 1 to 64 characters (X.520, ub-common-name)
 */
export async function createGeneratedClient(
  commonName: string,
): Promise<KeyAndCertificate> {
  const keys = await subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
    true,
    ['sign', 'verify'],
  );
  const name = nameOf([['CN', commonName]]);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    subject: name,
    issuer: name,
    notBefore: wholeSecond(now - BACKDATE_MS),
    notAfter: wholeSecond(now + VALIDITY_MS),
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificate: toPem(certificate),
    key: await exportKey(keys.privateKey),
  };
}
