import {
  CONNECTED_APP_LABEL,
  type RemoteServiceSpec,
  type ServiceDefinition,
} from '@remote-env/plugin-remote-env-common';
import type { Credentials } from '../objects/credentials';

/** What a definition, its documents and its Secrets come to. */
export interface SpecParts {
  /** What stays for the life of a service. */
  identity: Pick<
    RemoteServiceSpec,
    | 'environment'
    | 'id'
    | 'name'
    | 'identifier'
    | 'hostName'
    // The owner's word, which a system that replaces its service knows nothing of.
    | 'deprecation'
  >;
  definition: ServiceDefinition;
  documents: NonNullable<RemoteServiceSpec['documents']>;
  documentation: RemoteServiceSpec['documentation'];
  eventTypes: NonNullable<RemoteServiceSpec['events']>['types'];
  credentials: Credentials | undefined;
  secretName: string | undefined;
  requestParametersSecretName: string | undefined;
  phase: RemoteServiceSpec['phase'];
}

/** The stored form of a service. Optional parts that are absent are left out, never `undefined`. */
export function composeSpec(parts: SpecParts): RemoteServiceSpec {
  const { identity, definition, documents, documentation } = parts;
  return {
    environment: identity.environment,
    id: identity.id,
    name: identity.name,
    ...given('identifier', identity.identifier),
    provider: definition.provider,
    displayName: definition.name,
    description: definition.description,
    ...given('shortDescription', definition.shortDescription),
    labels: {
      ...definition.labels,
      [CONNECTED_APP_LABEL]: identity.environment.name,
    },
    ...apiOf(parts),
    ...(definition.events && { events: { types: parts.eventTypes } }),
    ...(Object.keys(documents).length > 0 && { documents }),
    ...given('documentation', documentation),
    ...given('deprecation', identity.deprecation),
    ...(definition.api && given('hostName', identity.hostName)),
    phase: parts.phase,
  };
}

function apiOf({
  definition: { api },
  credentials,
  secretName,
  requestParametersSecretName,
}: SpecParts): Pick<RemoteServiceSpec, 'api'> {
  if (!api) {
    return {};
  }
  const { type, tokenUrl, csrfTokenUrl } = credentials?.authentication ?? {
    type: 'none' as const,
  };
  return {
    api: {
      targetUrl: api.targetUrl,
      ...given('apiType', api.apiType),
      ...given('specificationUrl', api.specificationUrl),
      authentication: {
        type,
        ...given('secretName', secretName),
        ...given('tokenUrl', tokenUrl),
        ...given('csrfTokenUrl', csrfTokenUrl),
      },
      ...given('requestParametersSecretName', requestParametersSecretName),
    },
  };
}

/** What the service keeps of its documentation beside the document itself. */
export function documentationSummary({
  documentation,
}: ServiceDefinition): RemoteServiceSpec['documentation'] {
  return (
    documentation && {
      displayName: documentation.displayName,
      description: documentation.description,
      type: documentation.type,
      ...given('tags', documentation.tags),
    }
  );
}

function given<K extends string, V>(
  key: K,
  value: V | undefined,
): { [P in K]?: V } {
  const result: { [P in K]?: V } = {};
  if (value !== undefined) {
    result[key] = value;
  }
  return result;
}
