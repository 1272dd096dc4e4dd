import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  subjectValueProblem,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import { InputError } from './errors';

/** What people say about an environment and may change later. */
export interface EnvironmentDetails {
  displayName?: string;
  description?: string;
  labels?: Record<string, string>;
  /** Entity reference of a user or group; a name alone is a group. */
  owner?: string;
  tenant?: string;
  group?: string;
}

const MAX_LABEL_KEY = 253;

function ownerReference(owner: string): string {
  try {
    const reference = parseEntityRef(owner, { defaultKind: 'group' });
    if (['user', 'group'].includes(reference.kind.toLowerCase())) {
      return stringifyEntityRef(reference);
    }
  } catch {
    // Answered below, with the same words.
  }
  throw new InputError(
    "owner must be a reference to a user or group, such as 'group:default/shop'",
  );
}

/**
 * The spec after a change: what is not given stays, an empty text removes the field, labels are replaced as a whole.
 *
 * @throws InputError that names the field
 */
export function applyDetails(
  spec: RemoteEnvironment['spec'],
  details: EnvironmentDetails,
): RemoteEnvironment['spec'] {
  const changed = { ...spec };
  if (details.displayName !== undefined) {
    changed.displayName = details.displayName.trim() || undefined;
  }
  if (details.description !== undefined) {
    changed.description = details.description.trim() || undefined;
  }
  if (details.labels !== undefined) {
    for (const key of Object.keys(details.labels)) {
      if (key.length === 0 || key.length > MAX_LABEL_KEY) {
        throw new InputError(
          `labels must have keys of 1 to ${MAX_LABEL_KEY} characters`,
        );
      }
    }
    changed.labels = details.labels;
  }
  if (details.owner !== undefined) {
    const owner = details.owner.trim();
    changed.owner = owner ? ownerReference(owner) : undefined;
  }
  for (const field of ['tenant', 'group'] as const) {
    const value = details[field]?.trim();
    if (value !== undefined) {
      const problem = value === '' ? undefined : subjectValueProblem(value);
      if (problem) {
        throw new InputError(`${field} ${problem}`);
      }
      changed[field] = value || undefined;
    }
  }
  return changed;
}
