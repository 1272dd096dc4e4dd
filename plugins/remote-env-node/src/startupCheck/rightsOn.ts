import type { ResourceKind } from '@remote-env/plugin-remote-env-common';
import type { NeededRight } from '../kubernetes/engineCheck/refusedRights';

/** Rights on the objects of one kind of ours, or on a part of them. */
export function rightsOn(
  { apiVersion, plural }: ResourceKind,
  verbs: readonly NeededRight['verb'][],
  part?: 'status',
): NeededRight[] {
  return verbs.map(verb => ({
    verb,
    group: apiVersion.split('/')[0] ?? '',
    resource: part ? `${plural}/${part}` : plural,
  }));
}
