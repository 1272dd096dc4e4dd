import type { SecurityKind } from '@remote-env/plugin-remote-env-common';
import type { RefusalReason } from './judge';

/** Which reasons admins watch for; the others follow from decisions of theirs, or from what is away. */
const KINDS: Record<RefusalReason, SecurityKind | undefined> = {
  'no certificate': undefined,
  'view too old': undefined,
  'store unavailable': undefined,
  'certificate is not for TLS clients': 'bad-certificate',
  'certificate is not yet valid': 'bad-certificate',
  'certificate is expired': 'bad-certificate',
  'certificate is revoked': 'bad-certificate',
  'certificate differs from its record': 'bad-certificate',
  'certificate does not verify against our CAs': 'foreign-certificate',
  'certificate has no record': 'foreign-certificate',
  'certificate of another environment': 'foreign-certificate',
  'environment was deleted and created again': 'foreign-certificate',
  'environment is unknown': 'foreign-certificate',
  'environment is not approved': undefined,
  'environment is suspended': undefined,
  'environment is retired': undefined,
  'forwarded certificate is malformed': 'forged-header',
  'forwarded certificate is ambiguous': 'forged-header',
  'forwarded certificate is too long': 'forged-header',
};

export function securityKindOf(
  reason: RefusalReason,
): SecurityKind | undefined {
  return KINDS[reason];
}
