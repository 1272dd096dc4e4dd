/** Rule for names of remote environments (wire-contracts 1). */
export const ENVIRONMENT_NAME_PATTERN = /^[a-z0-9]([-a-z0-9]{0,34}[a-z0-9])?$/;

/** First path segments that the edge itself uses. */
export const RESERVED_ENVIRONMENT_NAMES: ReadonlySet<string> = new Set([
  'v1',
  'v2',
  'events',
  'metadata',
  'director',
  'connector',
  'health',
  'api',
  't',
  'runtimes',
  'applications',
]);

/** @returns why the name cannot be used, or undefined when it can. */
export function environmentNameProblem(name: string): string | undefined {
  if (!ENVIRONMENT_NAME_PATTERN.test(name)) {
    return 'name must have 1 to 36 characters: lower-case letters, digits and dashes, beginning and ending with a letter or digit';
  }
  if (RESERVED_ENVIRONMENT_NAMES.has(name)) {
    return `name '${name}' is reserved`;
  }
  return undefined;
}

/** Label on everything that belongs to one remote environment; value is its name. */
export const ENVIRONMENT_LABEL = 'remote-env.dev/environment';

/** Names of the Secrets that hold the authorities of an installation and what the edge shows (decision 1). */
export const TRUST_SECRETS = {
  /** Authority namespace. */
  clientCa: 'client-ca',
  /** Former client authorities of ours, as long as certificates of theirs live. */
  retiredClientCas: 'client-ca-retired',
  edgeCa: 'edge-ca',
  /** System namespace. */
  clientCaBundle: 'client-ca-bundle',
  edgeTls: 'edge-tls',
} as const;

/**
 * On an environment that came from another installation, or was restored: the uid from which the ids of its services
 * are made, so that an identifier that was registered there still means the same service here. Absent: its own uid.
 */
export const SERVICE_IDS_ANNOTATION = 'remote-env.dev/service-ids-of';

/** Label with the id of the service that an object belongs to. */
export const SERVICE_LABEL = 'remote-env.dev/service-id';

/**
 * Name of the objects written for one registered API (credential Secret, per-API Service) and its first host
 * label (application-connector reference 4.1; 63 characters at most).
 */
export function serviceObjectName(
  environment: string,
  serviceId: string,
): string {
  return `re-${environment.slice(0, 23)}-${serviceId}`;
}

/** Name of the Secret that holds request parameters. */
export function requestParametersSecretName(
  environment: string,
  serviceId: string,
): string {
  return `params-${serviceObjectName(environment, serviceId)}`.slice(0, 63);
}

/** Name of the record of a certificate with this SHA-256 fingerprint (lower-case hex). */
export function certificateObjectName(fingerprint: string): string {
  return `cert-${fingerprint.slice(0, 58)}`;
}
