import { isSubjectValue } from '@remote-env/plugin-remote-env-common';
import type { SubjectConfig } from '../config';

/** Whose subject it is. */
export interface SubjectOwner {
  name: string;
  tenant?: string;
  group?: string;
}

/**
 * The configuration as it counts for one environment: its tenant and group stand for organization and organizational
 * unit, each where there is one and `byTenant` is set. Those that would need escaping are none: the environment's
 * conditions tell of them, and what reads a subject can never take a part of one for another attribute.
 */
export function subjectOf(
  config: SubjectConfig,
  { tenant, group }: SubjectOwner,
): SubjectConfig {
  if (!config.byTenant) {
    return config;
  }
  return {
    ...config,
    ...(isSubjectValue(tenant) && { organization: tenant }),
    ...(isSubjectValue(group) && { organizationalUnit: group }),
  };
}

/**
 * Reads the one-line subject of a certificate of ours, as records hold it.
 *
 * @returns undefined for one that is none of ours
 */
export function readSubject(text: string): SubjectConfig | undefined {
  const parts = new Map(
    text.split(',').map(part => {
      const [name = '', value = '', ...more] = part.split('=');
      return [name, more.length > 0 ? '' : value] as const;
    }),
  );
  const value = (name: string) => parts.get(name) ?? '';
  const subject = {
    organization: value('O'),
    organizationalUnit: value('OU'),
    locality: value('L'),
    province: value('ST'),
    country: value('C'),
    byTenant: false,
  };
  return parts.size === 6 &&
    parts.has('CN') &&
    !Object.values(subject).includes('')
    ? subject
    : undefined;
}

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
