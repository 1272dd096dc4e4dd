import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { authorityChain, type ChainRules } from './authorityChain';
import { AuthorityError } from './AuthorityError';
import { pemCertificates } from './encoding';
import type { KeyAndCertificate } from './KeyAndCertificate';
import { judgeKey } from './keyPolicy';
import { x509 } from './peculiar';

export interface AuthorityRules extends ChainRules {
  /** Demands that it may sign lists of revoked certificates (RFC 5280, 4.2.1.3). Default false. */
  mustSignLists?: boolean;
}

/**
 * Takes an authority apart and makes sure that it can be used.
 *
 * @returns its chain, as `authorityChain` gives it, and its key
 * @throws AuthorityError that says what is wrong, as the rest of a sentence
 */
export function readAuthorityPair(
  pair: KeyAndCertificate,
  rules: AuthorityRules,
): {
  chain: [X509Certificate, ...X509Certificate[]];
  key: KeyObject;
} {
  const { issuing, others, key } = parsed(pair);
  const [, ...above] = authorityChain(issuing, others, rules);
  if (!issuing.checkPrivateKey(key)) {
    throw new AuthorityError('key and certificate do not belong together');
  }
  const { problem } = judgeKey(issuing.publicKey);
  if (problem) {
    throw new AuthorityError(problem);
  }
  if (rules.mustSignLists && !signsLists(issuing)) {
    throw new AuthorityError(
      "the key usage of its certificate lacks 'CRL Sign', without which nobody takes its lists of revoked certificates",
    );
  }
  return { chain: [issuing, ...above], key };
}

function parsed({ certificate, key }: KeyAndCertificate) {
  try {
    const [issuing, ...others] = pemCertificates(certificate).map(
      pem => new X509Certificate(pem),
    );
    if (!issuing) {
      throw new AuthorityError('there is no certificate');
    }
    return { issuing, others, key: createPrivateKey(key) };
  } catch (error) {
    throw error instanceof AuthorityError
      ? error
      : new AuthorityError('key or certificate cannot be read', {
          cause: error,
        });
  }
}

/** A certificate without key usage may be used for anything. */
function signsLists(certificate: X509Certificate): boolean {
  const usage = new x509.X509Certificate(certificate.raw).getExtension(
    x509.KeyUsagesExtension,
  );
  return !usage || (usage.usages & x509.KeyUsageFlags.cRLSign) !== 0;
}
