import { X509Certificate } from 'node:crypto';
import { judgeKey } from './keyPolicy';

/** What records and pages say of a certificate, in the words of `ClientCertificate.spec`. */
export interface CertificateFacts {
  /** One line, parts joined by `,` in the order of the certificate. */
  issuer: string;
  subject: string;
  /** Upper-case hex without leading zeros. */
  serialNumber: string;
  /** Lower-case hex SHA-256 of the DER. */
  fingerprint: string;
  notBefore: Date;
  notAfter: Date;
  keyAlgorithm: string;
}

export function certificateFacts(pem: string): CertificateFacts {
  const certificate = new X509Certificate(pem);
  const { publicKey } = certificate;
  return {
    issuer: oneLine(certificate.issuer),
    subject: oneLine(certificate.subject),
    serialNumber: certificate.serialNumber
      .toUpperCase()
      .replace(/^0+(?=.)/, ''),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: certificate.validFromDate,
    notAfter: certificate.validToDate,
    keyAlgorithm:
      judgeKey(publicKey).algorithm ?? publicKey.asymmetricKeyType ?? 'unknown',
  };
}

/** @param name - as node:crypto gives it, which has none for one that is empty, whatever its types say */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(',');
}
