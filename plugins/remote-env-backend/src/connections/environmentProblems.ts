import { parseEntityRef } from '@backstage/catalog-model';
import {
  environmentNameProblem,
  subjectValueProblem,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';

const MAX_LABEL_KEY = 253;

/**
 * What is wrong with an environment, field by field. The portal refuses such requests; what kubectl creates is stored
 * as it is, and tells in its conditions.
 */
export function environmentProblems({
  metadata,
  spec,
}: Pick<RemoteEnvironment, 'metadata' | 'spec'>): string[] {
  const name = environmentNameProblem(metadata.name);
  const badLabel = Object.keys(spec.labels ?? {}).some(
    key => key.length === 0 || key.length > MAX_LABEL_KEY,
  );
  return [
    ...(name ? [`metadata.name: ${name}`] : []),
    ...(spec.owner !== undefined && !isOwner(spec.owner)
      ? [
          "spec.owner: must be a reference to a user or group, such as 'group:default/shop'",
        ]
      : []),
    ...(['tenant', 'group'] as const).flatMap(field => {
      const value = spec[field];
      const problem = value === undefined ? value : subjectValueProblem(value);
      return problem === undefined ? [] : [`spec.${field}: ${problem}`];
    }),
    ...(badLabel
      ? [`spec.labels: must have keys of 1 to ${MAX_LABEL_KEY} characters`]
      : []),
  ];
}

/** Written out, since nobody completes what is in a manifest. */
function isOwner(owner: string): boolean {
  try {
    const { kind } = parseEntityRef(owner);
    return ['user', 'group'].includes(kind.toLowerCase());
  } catch {
    return false;
  }
}
