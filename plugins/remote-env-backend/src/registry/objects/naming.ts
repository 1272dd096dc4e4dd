import { createHash } from 'node:crypto';
import { v4, v5 } from 'uuid';
import {
  ENVIRONMENT_LABEL,
  SERVICE_IDS_ANNOTATION,
  SERVICE_LABEL,
  serviceObjectName,
  type RemoteEnvironment,
  type RemoteServiceSpec,
} from '@remote-env/plugin-remote-env-common';

/** Namespace of our name-based UUIDs (RFC 9562 section 5.5). */
const SERVICE_ID_NAMESPACE = '6f4f2f0a-9d2b-4c53-8f39-0f2f3f6f9a51';

/** Label with the readable name of a service. */
export const SERVICE_NAME_LABEL = 'remote-env.dev/service-name';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether this can be the id of a service; anything else is no name of an object either. */
export function isServiceId(text: string): boolean {
  return ID.test(text);
}

/** From what the ids of an environment's services are made: its uid, or the one that it had before it was moved. */
export function serviceIdSeed({ metadata }: RemoteEnvironment): string {
  return metadata.annotations?.[SERVICE_IDS_ANNOTATION] ?? metadata.uid;
}

/**
 * Id of a new service. With an identifier it follows from the environment's seed and the identifier, so that of two
 * registrations of one identifier only one can create the object.
 */
export function newServiceId(seed: string, identifier?: string): string {
  return identifier === undefined
    ? v4()
    : v5(`${seed}/${identifier}`, SERVICE_ID_NAMESPACE);
}

/**
 * Readable name (application-connector reference 4.1): the display name in lower case with dashes for everything
 * else than letters and digits, and the beginning of the SHA-1 of the id.
 *
 * @param digits - of the hash; more than five only where five are not unique
 */
export function serviceName(
  displayName: string,
  id: string,
  digits: number = 5,
): string {
  const slug = displayName
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
    .replace(/-$/, '')
    .slice(0, 62 - digits);
  const hash = createHash('sha1').update(id).digest('hex').slice(0, digits);
  return `${slug}-${hash}`.replace(/^-+/, '');
}

/** Host under which the API proxy offers the API to those who address it by host. */
export function hostNameOf(
  environment: string,
  id: string,
  suffix: string,
): string {
  return `${serviceObjectName(environment, id)}.${suffix}`;
}

/** Key of the label that marks everything that refers to the document with this digest. */
export function documentLabel(sha256: string): string {
  return `document.remote-env.dev/${sha256.slice(0, 63)}`;
}

/** Whether a label is one of those of `serviceLabels`, now or earlier. */
export function isOwnLabel(label: string): boolean {
  return (
    label.startsWith('document.remote-env.dev/') ||
    [ENVIRONMENT_LABEL, SERVICE_LABEL, SERVICE_NAME_LABEL].includes(label)
  );
}

/** Labels of a service object: what it is found by. */
export function serviceLabels(
  spec: Pick<RemoteServiceSpec, 'environment' | 'id' | 'name' | 'documents'>,
): Record<string, string> {
  const labels: Record<string, string> = {
    [ENVIRONMENT_LABEL]: spec.environment.name,
    [SERVICE_LABEL]: spec.id,
    [SERVICE_NAME_LABEL]: spec.name,
  };
  for (const document of Object.values(spec.documents ?? {})) {
    labels[documentLabel(document.sha256)] = 'true';
  }
  return labels;
}
