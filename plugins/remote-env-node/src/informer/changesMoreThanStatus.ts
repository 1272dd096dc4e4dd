import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '@remote-env/plugin-remote-env-common';
import type { ViewChange } from './ResourceView';

/** Whether a change is one for those who show only what was asked for: status is written all the time. */
export function changesMoreThanStatus<T extends Resource & { spec: unknown }>(
  change: ViewChange<T>,
): boolean {
  if (change.type !== 'MODIFIED') {
    return true;
  }
  const { previous, object } = change;
  return (
    !isDeepStrictEqual(previous.spec, object.spec) ||
    previous.metadata.deletionTimestamp !== object.metadata.deletionTimestamp
  );
}
