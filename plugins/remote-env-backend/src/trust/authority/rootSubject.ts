import { randomBytes } from 'node:crypto';
import type { NameAttributes } from '@remote-env/plugin-remote-env-node/x509';

/** Of a root that we make. Records name an issuer: no two authorities share a name. */
export function rootSubject(
  organization: string,
  title: string,
): NameAttributes {
  return [
    ['O', organization],
    ['CN', `Remote Environments ${title} ${randomBytes(4).toString('hex')}`],
  ];
}
