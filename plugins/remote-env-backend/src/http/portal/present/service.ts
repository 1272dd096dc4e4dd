import type {
  PortalApiComponents,
  RemoteService,
} from '@remote-env/plugin-remote-env-common';
import type {
  RegisteredDocument,
  RegisteredService,
  ServiceCheck,
} from '../../../registry';
import { UPDATED_AT_ANNOTATION } from '../../../registry/objects/toRegisteredService';
import { reportedCalls } from '../../../service-health';

type Schemas = PortalApiComponents['schemas'];

/** As in lists, from the index. */
export function presentServiceSummary({
  metadata,
  spec,
  status,
}: RemoteService): Schemas['ServiceSummary'] {
  return {
    id: spec.id,
    environment: spec.environment.name,
    name: spec.name,
    displayName: spec.displayName,
    provider: spec.provider,
    description: spec.description,
    identifier: spec.identifier,
    labels: spec.labels ?? {},
    kinds: [
      ...(spec.api ? (['api'] as const) : []),
      ...(spec.events ? (['events'] as const) : []),
    ],
    targetUrl: spec.api?.targetUrl,
    deprecation: spec.deprecation,
    calls: reportedCalls(status),
    createdAt: metadata.creationTimestamp,
    updatedAt: metadata.annotations?.[UPDATED_AT_ANNOTATION],
  };
}

/** With everything that readers may know. */
export function presentService(service: RegisteredService): Schemas['Service'] {
  const { api, documentation, environment } = service;
  return {
    id: service.id,
    environment: environment.name,
    name: service.name,
    displayName: service.displayName,
    provider: service.provider,
    description: service.description,
    shortDescription: service.shortDescription,
    identifier: service.identifier,
    labels: service.labels,
    kinds: service.kinds,
    targetUrl: api?.targetUrl,
    deprecation: service.deprecation,
    changedBy: service.changedBy,
    calls: service.calls,
    createdAt: service.createdAt,
    updatedAt: service.updatedAt,
    documents: service.documents.map(presentDocument),
    eventTypes: service.eventTypes.map(({ name, version }) => ({
      name,
      version,
    })),
    ...(api && {
      authentication: {
        type: api.authentication.type,
        tokenUrl: api.authentication.tokenUrl,
      },
      gatewayPath: `/${environment.name}/${service.name}`,
    }),
    ...(documentation && {
      documentation: {
        displayName: documentation.displayName,
        description: documentation.description,
        type: documentation.type,
        tags: documentation.tags,
      },
    }),
    etag: service.etag,
  };
}

/** What a definition would come to. */
export function presentServiceCheck(
  check: ServiceCheck,
): Schemas['ServiceCheck'] {
  return { ...check, documents: check.documents.map(presentDocument) };
}

function presentDocument({
  role,
  format,
  contentType,
  size,
  sha256,
}: RegisteredDocument): Schemas['DocumentInfo'] {
  return { role, format, contentType, size, sha256 };
}
