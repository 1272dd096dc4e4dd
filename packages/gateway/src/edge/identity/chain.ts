import type { X509Certificate } from 'node:crypto';

/** Extended key usage of TLS clients (RFC 5280, 4.2.1.12). */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const ANY_USAGE = '2.5.29.37.0';

/** A certificate whose signature is good; whether it is valid *now* has to be asked on every use. */
export interface VerifiedCertificate {
  /** Milliseconds since 1970; within them the certificate and the CA that issued it are valid. */
  notBefore: number;
  notAfter: number;
}

/** It may be of an authority that has just begun to sign. */
export const NOT_OURS = 'certificate does not verify against our CAs';

export type ChainProblem =
  | typeof NOT_OURS
  | 'certificate is not for TLS clients'
  | 'certificate is not yet valid'
  | 'certificate is expired';

export type ChainResult =
  | { ok: true; verified: VerifiedCertificate }
  | { ok: false; reason: ChainProblem };

function isIssuedBy(
  certificate: X509Certificate,
  issuer: X509Certificate,
): boolean {
  return (
    issuer.ca &&
    certificate.checkIssued(issuer) &&
    certificate.verify(issuer.publicKey)
  );
}

/**
 * Finds the CA that issued a certificate and checks the signature. TLS itself has shown that the peer holds the key.
 * Every CA that issues client certificates is in our bundle, intermediate ones too, so that nothing that a peer sends
 * besides its own certificate counts.
 *
 * @param cas - those that clients may chain to
 */
export function verifyCertificate(
  certificate: X509Certificate,
  cas: readonly X509Certificate[],
): ChainResult {
  // A CA may stand in the bundle twice, with the same key and another validity: the one that lasts longest counts.
  const issuer = cas
    .filter(ca => isIssuedBy(certificate, ca))
    .sort((a, b) => b.validToDate.getTime() - a.validToDate.getTime())[0];
  if (!issuer) {
    return { ok: false, reason: NOT_OURS };
  }
  // node:crypto's name for the extended key usage; absent when the certificate limits nothing
  const usages: readonly string[] | undefined = certificate.keyUsage;
  const isForClients =
    !usages || usages.includes(CLIENT_AUTH) || usages.includes(ANY_USAGE);
  // Whoever holds the key of a CA signs with it and is no system, whatever a record says.
  if (certificate.ca || !isForClients) {
    return { ok: false, reason: 'certificate is not for TLS clients' };
  }
  return {
    ok: true,
    verified: {
      notBefore: Math.max(
        certificate.validFromDate.getTime(),
        issuer.validFromDate.getTime(),
      ),
      notAfter: Math.min(
        certificate.validToDate.getTime(),
        issuer.validToDate.getTime(),
      ),
    },
  };
}
