import { X509Certificate } from 'node:crypto';
import { AuthorityError } from './AuthorityError';
import { pemCertificates } from './encoding';
import { x509 } from './peculiar';

export interface ChainRules {
  /**
   * Lets the chain end with a certificate that somebody else issued, for those who trust just that one. Default false:
   * it has to end with a root, since few verifiers take anything else for an anchor.
   */
  allowPartialChain?: boolean;
}

/**
 * The chain of an authority, in order: the certificate that issues, then each that issued the one before it, up to the
 * root. What does not belong to it is left out.
 *
 * @param others - in any order
 * @throws AuthorityError that names the certificate which is missing, is no authority's, or is not valid now
 *   (RFC 5280, 6.1.4)
 */
export function authorityChain(
  issuing: X509Certificate,
  others: readonly X509Certificate[],
  { allowPartialChain = false }: ChainRules = {},
): X509Certificate[] {
  const chain = [issuing];
  for (let last = issuing; ; ) {
    assertAuthority(last, chain.length - 1);
    if (isIssuedBy(last, last)) {
      return chain;
    }
    const issuer = issuerOf(
      last,
      others.filter(other => !chain.includes(other)),
    );
    if (!issuer) {
      if (allowPartialChain) {
        return chain;
      }
      throw new AuthorityError(
        `the chain is incomplete: the certificate of '${oneLine(
          last.issuer,
        )}' is missing, which issued '${oneLine(last.subject)}'`,
      );
    }
    chain.push(issuer);
    last = issuer;
  }
}

/**
 * Of the certificates in a bundle those above another one, the issuing one first. Nothing about them is judged.
 *
 * @param pem - of the certificate; what follows it is ignored
 */
export function issuingChain(pem: string, bundle: string): string {
  const others = pemCertificates(bundle).map(one => new X509Certificate(one));
  const chain: X509Certificate[] = [];
  for (
    let above = issuerOf(new X509Certificate(pem), others);
    above && !chain.includes(above);
    above = issuerOf(above, others)
  ) {
    chain.push(above);
  }
  return chain.map(certificate => certificate.toString()).join('');
}

/** Of several with one key, the one that lasts longest. */
function issuerOf(
  certificate: X509Certificate,
  candidates: readonly X509Certificate[],
): X509Certificate | undefined {
  return candidates
    .filter(candidate => isIssuedBy(certificate, candidate))
    .sort((a, b) => b.validToDate.getTime() - a.validToDate.getTime())[0];
}

function isIssuedBy(
  certificate: X509Certificate,
  issuer: X509Certificate,
): boolean {
  return (
    certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
  );
}

/** @param below - authorities between it and what is issued */
function assertAuthority(certificate: X509Certificate, below: number) {
  const who = `'${oneLine(certificate.subject)}'`;
  if (!certificate.ca) {
    throw new AuthorityError(
      `the certificate of ${who} is not one of an authority`,
    );
  }
  const now = Date.now();
  if (certificate.validToDate.getTime() <= now) {
    throw new AuthorityError(
      `the certificate of ${who} has expired on ${certificate.validToDate.toISOString()}`,
    );
  }
  if (certificate.validFromDate.getTime() > now) {
    throw new AuthorityError(
      `the certificate of ${who} is not valid before ${certificate.validFromDate.toISOString()}`,
    );
  }
  const constraints = new x509.X509Certificate(certificate.raw).getExtension(
    x509.BasicConstraintsExtension,
  );
  if (constraints?.pathLength !== undefined && constraints.pathLength < below) {
    throw new AuthorityError(
      `the certificate of ${who} allows ${constraints.pathLength} authorities below it, and there are ${below}`,
    );
  }
}

function oneLine(name: string): string {
  return name.split('\n').join(',');
}
