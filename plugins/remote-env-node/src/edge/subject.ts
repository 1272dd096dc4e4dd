import type { SubjectConfig } from '../config';

/** Attributes of a subject by their short names, in the order in which they are written. */
export type SubjectAttributes = readonly (readonly [
  'O' | 'OU' | 'L' | 'ST' | 'C' | 'CN',
  string,
])[];

/** The subject of every certificate that we issue, in our order. */
export function subjectAttributes(
  config: SubjectConfig,
  commonName: string,
): SubjectAttributes {
  return [
    ['O', config.organization],
    ['OU', config.organizationalUnit],
    ['L', config.locality],
    ['ST', config.province],
    ['C', config.country],
    ['CN', commonName],
  ];
}

/**
 * The subject as the answers of the edge spell it: `O=…,OU=…,L=…,ST=…,C=…,CN=…`, no blanks after commas
 * (wire-contracts 1.1). Configured values are restricted so that nothing needs escaping.
 *
 * @param form - `oldest` swaps the first two, as the remote-environment era did (application-connector 2.1)
 */
export function subjectString(
  config: SubjectConfig,
  commonName: string,
  form: 'current' | 'oldest' = 'current',
): string {
  const parts = subjectAttributes(config, commonName).map(
    ([name, value]) => `${name}=${value}`,
  );
  if (form === 'oldest') {
    const [organization, unit, ...rest] = parts;
    return [unit, organization, ...rest].join(',');
  }
  return parts.join(',');
}
