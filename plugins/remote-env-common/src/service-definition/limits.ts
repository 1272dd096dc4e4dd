/** How much a service definition may hold. Lengths in UTF-16 code units. */
export const SERVICE_LIMITS = {
  /** Provider, name, identifier, and the like. */
  name: 256,
  shortDescription: 1024,
  description: 32 * 1024,
  /** X.520, ub-common-name. */
  commonName: 64,
  url: 2048,
  secret: 8192,
  /** PEM, or base64 of it: a certificate with those above it. */
  certificate: 32 * 1024,
  labels: 64,
  labelKey: 256,
  labelValue: 1024,
  tags: 64,
  docs: 200,
  /** Names of headers and query parameters, each with at most as many values. */
  parameters: 64,
  parameterName: 256,
  parameterValue: 8192,
} as const;

/** Stands for a secret in answers; sent back, it means "keep what is stored" (application-connector 2.3). */
export const MASKED_SECRET = '********';

/** Label that says which environment a service belongs to; always ours, whatever the sender claims. */
export const CONNECTED_APP_LABEL = 'connected-app';
