import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ANNOTATION_VIEW_URL,
  type ApiEntityV1alpha1,
  type Entity,
  type SystemEntityV1alpha1,
} from '@backstage/catalog-model';
import {
  connectionState,
  ENVIRONMENT_LABEL,
  SERVICE_LABEL,
  type ConnectionApproval,
  type DocumentRole,
  type RemoteEnvironment,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import type { EntityOptions } from '../config';
import { tagsOf } from './tags';

/** Which of a service's documents an API entity stands for. */
export const DOCUMENT_ANNOTATION = 'remote-env.dev/document';

/** A remote environment with what decides on it. */
export interface Connection {
  environment: RemoteEnvironment;
  approval: ConnectionApproval | undefined;
}

/**
 * A connection that was ever approved and not rejected since. A suspended one stays: its documentation is still
 * true, and its consumers still refer to it.
 */
export function isInCatalog({ environment, approval }: Connection): boolean {
  const state = connectionState(environment, approval);
  return state === 'approved' || state === 'suspended';
}

/** The entity of a remote environment. Its name is the environment's, which never changes; its title may. */
export function systemEntity(
  { environment }: Connection,
  options: EntityOptions,
): SystemEntityV1alpha1 {
  const { metadata, spec } = environment;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: {
      ...common(environment, options, pageOf(environment, options)),
      name: metadata.name,
      title: spec.displayName ?? metadata.name,
      ...(spec.description && { description: spec.description }),
      tags: tagsOf(spec.labels),
    },
    spec: {
      owner: ownerOf(environment, options),
      type: 'remote-environment',
    },
  };
}

/** How a service stands in the catalog. */
export interface ApiOptions extends EntityOptions {
  /** Whether it is a part of the environment's System; an annotation names the environment in any case. */
  isRelated: boolean;
}

/** One entity for a registered API, one for an event catalog. A service that is not `Ready` has none. */
export function apiEntities(
  { environment }: Connection,
  service: RemoteService,
  options: ApiOptions,
): ApiEntityV1alpha1[] {
  const { spec, metadata } = service;
  if (
    spec.phase !== 'Ready' ||
    metadata.deletionTimestamp ||
    spec.environment.uid !== environment.metadata.uid
  ) {
    return [];
  }
  const entities: ApiEntityV1alpha1[] = [];
  if (spec.api) {
    entities.push(apiEntity(environment, service, options, 'apiSpec'));
  }
  if (spec.events) {
    entities.push(apiEntity(environment, service, options, 'eventSpec'));
  }
  return entities;
}

const FORMS = {
  apiSpec: { type: 'openapi', suffix: 'api', word: 'API' },
  eventSpec: { type: 'asyncapi', suffix: 'events', word: 'events' },
} as const;

function apiEntity(
  environment: RemoteEnvironment,
  { spec }: RemoteService,
  options: ApiOptions,
  role: Exclude<DocumentRole, 'documentation'>,
): ApiEntityV1alpha1 {
  const { type, suffix, word } = FORMS[role];
  const page = `${pageOf(environment, options)}/services/${spec.id}`;
  const base = common(environment, options, page);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: {
      ...base,
      name: `${spec.id}-${suffix}`,
      title:
        spec.api && spec.events
          ? `${spec.displayName} (${word})`
          : spec.displayName,
      description: spec.description,
      annotations: {
        ...base.annotations,
        [SERVICE_LABEL]: spec.id,
        [DOCUMENT_ANNOTATION]: role,
      },
      tags: tagsOf(spec.labels),
    },
    spec: {
      type,
      lifecycle: spec.deprecation ? 'deprecated' : options.lifecycle,
      owner: ownerOf(environment, options),
      ...(options.isRelated && {
        system: systemReference(environment, options),
      }),
      // Documents stay out of the catalog: pages load them from the portal when somebody reads them.
      definition: `Registered by the remote environment '${environment.metadata.name}'. See ${page}`,
    },
  };
}

function common(
  { metadata }: RemoteEnvironment,
  { namespace }: EntityOptions,
  page: string,
): Pick<Entity['metadata'], 'namespace' | 'links'> & {
  annotations: Record<string, string>;
} {
  const location = `remote-env:${metadata.namespace}/${metadata.name}`;
  return {
    namespace,
    annotations: {
      [ANNOTATION_LOCATION]: location,
      [ANNOTATION_ORIGIN_LOCATION]: location,
      [ANNOTATION_VIEW_URL]: page,
      [ENVIRONMENT_LABEL]: metadata.name,
    },
    links: [{ url: page, title: 'Remote environment' }],
  };
}

function pageOf(
  { metadata }: RemoteEnvironment,
  { appUrl }: EntityOptions,
): string {
  return `${appUrl}/remote-env/environments/${metadata.name}`;
}

function systemReference(
  { metadata }: RemoteEnvironment,
  { namespace }: EntityOptions,
): string {
  return `system:${namespace}/${metadata.name}`;
}

const ENTITY_REFERENCE =
  /^([a-z][a-z0-9.]*:)?([a-z0-9][a-z0-9.-]*\/)?[a-z0-9][a-z0-9._-]*$/i;

function ownerOf(
  { spec }: RemoteEnvironment,
  { defaultOwner }: EntityOptions,
): string {
  // Whoever wrote the object by hand may have written something else; the environment is listed all the same.
  return spec.owner && ENTITY_REFERENCE.test(spec.owner)
    ? spec.owner
    : defaultOwner;
}
