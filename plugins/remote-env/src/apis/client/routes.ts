/** Routes of the portal API that several requests share. */
export const ENVIRONMENT = '/v1/environments/{name}';
export const SERVICE = `${ENVIRONMENT}/services/{serviceId}` as const;
export const TOKENS = `${ENVIRONMENT}/tokens` as const;
export const CERTIFICATE = `${ENVIRONMENT}/certificates/{fingerprint}` as const;
export const SUBSCRIPTION =
  `${ENVIRONMENT}/subscriptions/{subscriptionId}` as const;

/** Where a request goes. */
export function at<P, Q = undefined>(path: P, query?: Q) {
  return { params: { path, query } };
}

/** Where a change goes, and of which version it is one. */
export function matching<P>(path: P, etag: string | undefined) {
  return { params: { path, header: etag ? { 'if-match': etag } : {} } };
}

/** What a request asks of a route without parts. */
export function by<Q>(query: Q) {
  return { params: { query } };
}
