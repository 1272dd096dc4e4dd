import { createHash } from 'node:crypto';
import type { RemoteService } from '@remote-env/plugin-remote-env-common';
import { SPECIFICATION_URL_ANNOTATION } from '../keeper/completedService';
import type { ServiceOrigin } from '../model';

/** Annotation with who made the service what it is, and a digest of what that was. */
const CHANGED_BY_ANNOTATION = 'remote-env.dev/changed-by';

const SYSTEM = 'certificate:';

/**
 * Who changes a service, kept with what the change comes to: whoever changes the object in the store itself leaves
 * a digest behind that does not fit any more.
 *
 * @param by - `certificate:{fingerprint}` or an entity reference
 */
export function changedByAnnotation(
  spec: RemoteService['spec'],
  by: string | undefined,
): Record<string, string> {
  return by === undefined
    ? {}
    : { [CHANGED_BY_ANNOTATION]: `${digestOf(spec)} ${by}` };
}

/** From where the last change came; undefined of a service that was registered before this was recorded. */
export function originOf({
  metadata,
  spec,
}: RemoteService): ServiceOrigin | undefined {
  const { [CHANGED_BY_ANNOTATION]: recorded, ...others } =
    metadata.annotations ?? {};
  if (recorded === undefined) {
    return SPECIFICATION_URL_ANNOTATION in others
      ? { kind: 'kubernetes' }
      : undefined;
  }
  const [digest = '', by = ''] = recorded.split(' ');
  if (digest !== digestOf(spec)) {
    return { kind: 'kubernetes' };
  }
  return { kind: by.startsWith(SYSTEM) ? 'system' : 'person', by };
}

/** Of what people and systems decide on; the rest is the portal's own. */
function digestOf(spec: RemoteService['spec']): string {
  const { phase: _, hostName: __, environment: ___, ...decided } = spec;
  return createHash('sha256')
    .update(JSON.stringify(sorted(decided)))
    .digest('hex')
    .slice(0, 16);
}

/** Stores give fields back in an order of their own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
}
