import type { X509Certificate } from 'node:crypto';

/** Certificates between a leaf and one of our CAs at most. */
const MAX_INTERMEDIATES = 4;

/** Extended key usage of TLS clients (RFC 5280, 4.2.1.12). */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const ANY_USAGE = '2.5.29.37.0';

/** A chain whose signatures are good; whether it is valid *now* has to be asked on every use. */
export interface VerifiedChain {
  /** Milliseconds since 1970; within them every certificate of the chain is valid. */
  notBefore: number;
  notAfter: number;
}

export type ChainProblem =
  | 'certificate does not verify against our CAs'
  | 'certificate is not for TLS clients'
  | 'certificate is not yet valid'
  | 'certificate is expired';

export type ChainResult =
  | { ok: true; chain: VerifiedChain }
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

function validity(certificates: readonly X509Certificate[]): VerifiedChain {
  return {
    notBefore: Math.max(...certificates.map(c => c.validFromDate.getTime())),
    notAfter: Math.min(...certificates.map(c => c.validToDate.getTime())),
  };
}

/**
 * Builds the path from a leaf to one of our CAs and checks each signature. TLS itself has shown that the peer
 * holds the leaf's key.
 *
 * @param presented - further certificates that the peer sent; they are hints, not trust
 * @param anchors - CAs that clients may chain to
 */
export function verifyChain(
  leaf: X509Certificate,
  presented: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
): ChainResult {
  // node:crypto's name for the extended key usage; absent when the certificate limits nothing
  const usages: readonly string[] | undefined = leaf.keyUsage;
  if (usages && !usages.includes(CLIENT_AUTH) && !usages.includes(ANY_USAGE)) {
    return { ok: false, reason: 'certificate is not for TLS clients' };
  }
  const path = [leaf];
  let current = leaf;
  for (let depth = 0; depth <= MAX_INTERMEDIATES; depth++) {
    const subject = current;
    // A CA may stand in the bundle twice, with the same key and another validity: take the one that lasts longest.
    const anchor = anchors
      .filter(ca => isIssuedBy(subject, ca))
      .sort((a, b) => b.validToDate.getTime() - a.validToDate.getTime())[0];
    if (anchor) {
      return { ok: true, chain: validity([...path, anchor]) };
    }
    const next = presented.find(
      c =>
        isIssuedBy(subject, c) &&
        !path.some(p => p.fingerprint256 === c.fingerprint256),
    );
    if (!next) {
      break;
    }
    path.push(next);
    current = next;
  }
  return { ok: false, reason: 'certificate does not verify against our CAs' };
}
