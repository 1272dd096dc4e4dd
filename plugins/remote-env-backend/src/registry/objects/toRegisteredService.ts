import type { RemoteService } from '@remote-env/plugin-remote-env-common';
import { documentRoleSchema } from '@remote-env/plugin-remote-env-common';
import { reportedCalls } from '../../service-health';
import type { RegisteredDocument, RegisteredService } from '../model';

/** Annotation with the time of the last replacement, RFC 3339. */
export const UPDATED_AT_ANNOTATION = 'remote-env.dev/updated-at';

/** What readers see of a stored service. */
export function toRegisteredService(service: RemoteService): RegisteredService {
  const { metadata, spec } = service;
  const kinds: RegisteredService['kinds'] = [];
  if (spec.api) {
    kinds.push('api');
  }
  if (spec.events) {
    kinds.push('events');
  }
  return {
    id: spec.id,
    uid: metadata.uid,
    environment: spec.environment,
    name: spec.name,
    identifier: spec.identifier,
    provider: spec.provider,
    displayName: spec.displayName,
    description: spec.description,
    shortDescription: spec.shortDescription,
    labels: spec.labels ?? {},
    kinds,
    api: spec.api && {
      targetUrl: spec.api.targetUrl,
      apiType: spec.api.apiType,
      specificationUrl: spec.api.specificationUrl,
      authentication: {
        type: spec.api.authentication.type,
        tokenUrl: spec.api.authentication.tokenUrl,
        csrfTokenUrl: spec.api.authentication.csrfTokenUrl,
      },
    },
    eventTypes: spec.events?.types ?? [],
    documents: documentsOf(service),
    documentation: spec.documentation,
    hostName: spec.hostName,
    deprecation: spec.deprecation,
    calls: reportedCalls(service.status),
    createdAt: metadata.creationTimestamp,
    updatedAt: metadata.annotations?.[UPDATED_AT_ANNOTATION],
    etag: entityTag(service),
  };
}

/**
 * `generation` grows with each change of the spec and with nothing else, status and labels included; a change of
 * credentials changes the name of the Secret, and so the spec. The uid tells a re-registered identifier apart.
 */
export function entityTag({ metadata }: RemoteService): string {
  return `"${metadata.uid.slice(0, 8)}.${metadata.generation ?? 0}"`;
}

function documentsOf({ spec }: RemoteService): RegisteredDocument[] {
  return documentRoleSchema.options.flatMap(role => {
    const reference = spec.documents?.[role];
    return reference ? [{ role, ...reference }] : [];
  });
}
