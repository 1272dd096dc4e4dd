import type {
  ClientCertificate,
  PortalApiComponents,
} from '@remote-env/plugin-remote-env-common';

type Certificate = PortalApiComponents['schemas']['Certificate'];

function stateOf(
  { spec, status }: ClientCertificate,
  now: Date,
): Certificate['state'] {
  if (status?.revocation) {
    return 'revoked';
  }
  return new Date(spec.notAfter) <= now ? 'expired' : 'valid';
}

export function presentCertificate(
  certificate: ClientCertificate,
  now = new Date(),
): Certificate {
  const { spec, status } = certificate;
  return {
    fingerprint: spec.fingerprint,
    serialNumber: spec.serialNumber,
    subject: spec.subject,
    issuer: spec.issuer,
    notBefore: spec.notBefore,
    notAfter: spec.notAfter,
    keyAlgorithm: spec.keyAlgorithm,
    source: spec.origin ?? spec.source,
    issuedTo: spec.issuedTo,
    state: stateOf(certificate, now),
    issuedAt: certificate.metadata.creationTimestamp,
    lastUsed: status?.lastUsed,
    ...(status?.lastUse && {
      lastUse: { at: status.lastUsed, ...status.lastUse },
    }),
    ...(status?.firstUse && { firstUse: status.firstUse }),
    ...(status?.revocation && {
      revocation: {
        at: status.revocation.at,
        by: status.revocation.by,
        reason: status.revocation.reason,
        code: status.revocation.code,
      },
    }),
  };
}
