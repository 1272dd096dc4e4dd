import type { Verdict } from '@remote-env/plugin-remote-env-common';
import { EDGE_TEXTS } from '@remote-env/plugin-remote-env-node';
import type {
  CertificateRecord,
  EnvironmentRecord,
} from '../../views/ConnectionsView';
import type { ChainProblem } from './chain';
import { normalSerial, type PeerCertificate } from './PeerCertificates';
import type { PresentationProblem } from './Presented';

/** Who is calling, proven. */
export interface Identity {
  /** Of the certificate: lower-case hex SHA-256 of the DER. */
  fingerprint: string;
  environment: EnvironmentRecord;
}

export type Judgement =
  | { accepted: true; identity: Identity }
  | {
      accepted: false;
      status: 401 | 403 | 503;
      /** The answer; the same for many reasons. */
      text: string;
      /** For the activity log and metrics only. */
      reason: RefusalReason;
      /** Whether newer data could change it. */
      fresh: boolean;
      /** Whose certificate it is, when a record says so. */
      environment?: { name: string; uid: string };
    };

export type Refused = Extract<Judgement, { accepted: false }>;

export type RefusalReason =
  | 'no certificate'
  | 'view too old'
  | 'store unavailable'
  | PresentationProblem
  | ChainProblem
  | 'certificate has no record'
  | 'certificate differs from its record'
  | 'certificate is revoked'
  | 'certificate of another environment'
  | 'environment is unknown'
  | 'environment was deleted and created again'
  | 'environment is not approved'
  | 'environment is suspended'
  | 'environment is retired';

/** What is known about a certificate whose signatures are good, and about the environment that is asked for. */
export interface Evidence {
  record: CertificateRecord | undefined;
  /** What the name resolves to now. */
  environment: EnvironmentRecord | undefined;
  verdict: Verdict | undefined;
}

export function refused(
  status: Refused['status'],
  text: string,
  reason: RefusalReason,
  options: {
    fresh?: boolean;
    environment?: { name: string; uid: string };
  } = {},
): Refused {
  return {
    accepted: false,
    status,
    text,
    reason,
    fresh: options.fresh ?? false,
    environment: options.environment,
  };
}

function sameCertificate(
  peer: PeerCertificate,
  record: CertificateRecord,
): boolean {
  return (
    record.fingerprint === peer.fingerprint &&
    record.issuer === peer.issuer &&
    normalSerial(record.serialNumber) === peer.serialNumber
  );
}

/**
 * Decides by record, never by the certificate's own words (wire-contracts 1, "Certificates on routes that require
 * one"; architecture, "Identity and authority").
 *
 * @param name - the environment in the path; absent where the route has none and the record decides alone
 */
export function judge(
  peer: PeerCertificate,
  name: string | undefined,
  { record, environment, verdict }: Evidence,
): Judgement {
  const { noValidSubject } = EDGE_TEXTS;
  if (!record) {
    return refused(403, noValidSubject, 'certificate has no record', {
      fresh: true,
    });
  }
  const owner = { environment: record.environment };
  if (!sameCertificate(peer, record)) {
    return refused(
      403,
      noValidSubject,
      'certificate differs from its record',
      owner,
    );
  }
  if (record.revoked) {
    return refused(403, EDGE_TEXTS.revoked, 'certificate is revoked', owner);
  }
  if (!environment) {
    return refused(403, noValidSubject, 'environment is unknown', {
      ...owner,
      fresh: true,
    });
  }
  if (environment.uid !== record.environment.uid) {
    return refused(
      403,
      noValidSubject,
      name === undefined || name === record.environment.name
        ? 'environment was deleted and created again'
        : 'certificate of another environment',
      { ...owner, fresh: true },
    );
  }
  if (verdict === 'suspended') {
    return refused(
      403,
      EDGE_TEXTS.suspended,
      'environment is suspended',
      owner,
    );
  }
  if (verdict === 'retired') {
    return refused(403, noValidSubject, 'environment is retired', owner);
  }
  if (verdict !== 'approved') {
    return refused(403, noValidSubject, 'environment is not approved', {
      ...owner,
      fresh: true,
    });
  }
  return {
    accepted: true,
    identity: { fingerprint: peer.fingerprint, environment },
  };
}
