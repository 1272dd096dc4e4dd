import type { SubjectConfig } from '../config';
import { subjectOf, subjectString, type SubjectOwner } from './subject';
import { EDGE_PATHS, edgeUrl, environmentUrls } from './urls';

/** What answers of the edge are made from. URLs come from configuration, never from the request. */
export interface EdgeIdentityConfig {
  publicUrl: string;
  subject: SubjectConfig;
}

/** What a CSR must look like (wire-contracts 1.1). */
export interface CertificateInfo {
  subject: string;
  extensions: '';
  'key-algorithm': 'rsa2048';
}

/** Answer of GET `/v1/applications/signingRequests/info`. */
export interface SigningInfo {
  csrUrl: string;
  api: {
    metadataUrl: string;
    eventsUrl: string;
    eventsInfoUrl: string;
    infoUrl: string;
    certificatesUrl: string;
  };
  certificate: CertificateInfo;
}

/** Answer of GET `/v1/remoteenvironments/{re}/info` (application-connector 2.1). */
export interface OldestSigningInfo {
  csrUrl: string;
  api: { metadataUrl: string; eventsUrl: string; certificatesUrl: string };
  certificate: CertificateInfo;
}

/** Answer of GET `/v1/applications/management/info`. */
export interface ManagementInfo {
  clientIdentity: { application: string; group?: string; tenant?: string };
  urls: {
    eventsUrl: string;
    eventsInfoUrl: string;
    metadataUrl: string;
    renewCertUrl: string;
    revokeCertUrl: string;
    /** The same under the name that some clients look for. */
    revocationCertUrl: string;
  };
  certificate: CertificateInfo;
}

function certificateInfo(
  config: EdgeIdentityConfig,
  environment: SubjectOwner,
  form?: 'oldest',
): CertificateInfo {
  const subject = subjectString(
    subjectOf(config.subject, environment),
    environment.name,
    form,
  );
  return { subject, extensions: '', 'key-algorithm': 'rsa2048' };
}

/** @param token - the fresh token with which the CSR may be sent */
export function buildSigningInfo(
  config: EdgeIdentityConfig,
  environment: SubjectOwner,
  token: string,
): SigningInfo {
  const certificatesUrl = edgeUrl(config.publicUrl, EDGE_PATHS.certificates);
  return {
    csrUrl: `${certificatesUrl}?token=${token}`,
    api: {
      ...environmentUrls(config.publicUrl, environment.name),
      infoUrl: edgeUrl(config.publicUrl, EDGE_PATHS.managementInfo),
      certificatesUrl,
    },
    certificate: certificateInfo(config, environment),
  };
}

/** @param token - the fresh token with which the CSR may be sent */
export function buildOldestSigningInfo(
  config: EdgeIdentityConfig,
  environment: SubjectOwner,
  token: string,
): OldestSigningInfo {
  const base = edgeUrl(
    config.publicUrl,
    `/v1/remoteenvironments/${environment.name}`,
  );
  const { metadataUrl, eventsUrl } = environmentUrls(
    config.publicUrl,
    environment.name,
  );
  return {
    csrUrl: `${base}/client-certs?token=${token}`,
    api: { metadataUrl, eventsUrl, certificatesUrl: base },
    certificate: certificateInfo(config, environment, 'oldest'),
  };
}

export function buildManagementInfo(
  config: EdgeIdentityConfig,
  environment: SubjectOwner,
): ManagementInfo {
  const revokeCertUrl = edgeUrl(config.publicUrl, EDGE_PATHS.revocations);
  return {
    clientIdentity: {
      application: environment.name,
      ...(environment.group && { group: environment.group }),
      ...(environment.tenant && { tenant: environment.tenant }),
    },
    urls: {
      ...environmentUrls(config.publicUrl, environment.name),
      renewCertUrl: edgeUrl(config.publicUrl, EDGE_PATHS.renewals),
      revokeCertUrl,
      revocationCertUrl: revokeCertUrl,
    },
    certificate: certificateInfo(config, environment),
  };
}
