import type { Certificate, LiveToken } from '../../apis';

/** How far a system is on its way in. */
export type Progress =
  /** Nothing to wait for. */
  | { stage: 'nothing' }
  /** A one-time token is out. */
  | { stage: 'token'; token: LiveToken }
  /** A certificate is out that nobody has used; absent until lists show it. */
  | { stage: 'call'; certificate?: Certificate }
  | { stage: 'connected'; certificate: Certificate };

/** What is waited for: one certificate, or whatever comes of a token that was issued then. Without it, the latest. */
export type Awaited = { fingerprint: string } | { since: string };

/** Some stores keep times in whole seconds. */
const STORE_STEP_MS = 1_000;

function isUsed(certificate: Certificate): boolean {
  return certificate.lastUsed !== undefined;
}

/** When it was issued, in milliseconds. */
function issuedAt({ issuedAt: at, notBefore }: Certificate): number {
  return Date.parse(at ?? notBefore);
}

/** @param known - certificates that are valid now and tokens that can still be used, each with the newest first */
export function progressOf(
  known: { certificates: readonly Certificate[]; tokens: readonly LiveToken[] },
  awaited?: Awaited,
): Progress {
  const { certificates, tokens } = known;
  if (awaited && 'fingerprint' in awaited) {
    const certificate = certificates.find(
      one => one.fingerprint === awaited.fingerprint,
    );
    return certificate && isUsed(certificate)
      ? { stage: 'connected', certificate }
      : { stage: 'call', certificate };
  }
  const since = awaited ? Date.parse(awaited.since) - STORE_STEP_MS : 0;
  const candidates = certificates.filter(
    one => issuedAt(one) >= since && (!awaited || one.source === 'token'),
  );
  const [newest] = candidates;
  const [token] = tokens.filter(one => Date.parse(one.issuedAt) >= since);
  if (token && (!newest || Date.parse(token.issuedAt) > issuedAt(newest))) {
    return { stage: 'token', token };
  }
  if (!newest) {
    return { stage: 'nothing' };
  }
  return {
    stage: isUsed(newest) ? 'connected' : 'call',
    certificate: newest,
  };
}
