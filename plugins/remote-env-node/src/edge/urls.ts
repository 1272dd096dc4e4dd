/** Paths below the edge's public URL that answers of the edge name (wire-contracts 1.1). */
export const EDGE_PATHS = {
  signingInfo: '/v1/applications/signingRequests/info',
  certificates: '/v1/applications/certificates',
  renewals: '/v1/applications/certificates/renewals',
  revocations: '/v1/applications/certificates/revocations',
  managementInfo: '/v1/applications/management/info',
  revocationListPem: '/v1/crl.pem',
  revocationListDer: '/v1/crl.der',
} as const;

/** Joins the configured public URL, which may carry a path, and a path of ours. */
export function edgeUrl(publicUrl: string, path: string): string {
  return `${publicUrl.replace(/\/+$/, '')}${path}`;
}

/** What to hand to a system so that it can connect; opened once. */
export function connectUrl(publicUrl: string, token: string): string {
  return `${edgeUrl(publicUrl, EDGE_PATHS.signingInfo)}?token=${token}`;
}

/** The URLs of one remote environment. */
export function environmentUrls(publicUrl: string, environment: string) {
  return {
    metadataUrl: edgeUrl(publicUrl, `/${environment}/v1/metadata/services`),
    eventsUrl: edgeUrl(publicUrl, `/${environment}/v1/events`),
    eventsInfoUrl: edgeUrl(publicUrl, `/${environment}/v1/events/subscribed`),
  };
}
