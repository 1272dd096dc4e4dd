import type { RemoteService } from '@remote-env/plugin-remote-env-common';
import { originOf } from '../objects/changedBy';
import { toRegisteredService } from '../objects/toRegisteredService';
import type { SeenDocument } from './VersionLedger';

/**
 * The documents of a service, with who made them what they are as far as the service tells.
 *
 * @param now - when it was seen: the time of a change that was made in the store itself
 */
export function seenDocuments(
  service: RemoteService,
  { isFirst, now }: { isFirst: boolean; now: Date },
): SeenDocument[] {
  const { metadata, spec } = service;
  const { createdAt, updatedAt, documents } = toRegisteredService(service);
  const changedBy = originOf(service);
  const isRecorded =
    isFirst || changedBy?.kind === 'person' || changedBy?.kind === 'system';
  const at = isRecorded ? updatedAt ?? createdAt : now.toISOString();
  return documents.map(({ role, sha256, format, contentType, size }) => ({
    service: {
      uid: metadata.uid,
      id: spec.id,
      environmentUid: spec.environment.uid,
    },
    generation: metadata.generation ?? 0,
    role,
    sha256,
    format,
    contentType,
    size,
    at,
    ...(changedBy && { changedBy }),
  }));
}
