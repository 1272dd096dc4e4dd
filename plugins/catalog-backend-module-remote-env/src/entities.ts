import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  DEFAULT_NAMESPACE,
  type ApiEntity,
  type Entity,
  type SystemEntity,
} from '@backstage/catalog-model';
import {
  ENVIRONMENT_LABEL,
  SERVICE_LABEL,
  type RemoteEnvironment,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';

/** Where entities of ours come from, and the key of their bucket. */
export const LOCATION = 'remote-env:remote-environments';

/** Names the role of the document that an API entity stands for. */
export const DOCUMENT_ANNOTATION = 'remote-env.dev/document';

const TAG = /^[a-z0-9+#]+(-[a-z0-9+#]+)*$/;
const MAX_TAG_LENGTH = 63;

export interface EntityDefaults {
  lifecycle: string;
  owner: string;
}

/** Values of labels that may be tags. */
function tagsOf(labels: Record<string, string> | undefined): string[] {
  const values = Object.entries(labels ?? {}).flatMap(([key, value]) =>
    value === 'true' ? [key] : [value],
  );
  return [
    ...new Set(
      values
        .map(value => value.toLowerCase())
        .filter(value => TAG.test(value) && value.length <= MAX_TAG_LENGTH),
    ),
  ];
}

function annotations(more: Record<string, string>): Record<string, string> {
  return {
    [ANNOTATION_LOCATION]: LOCATION,
    [ANNOTATION_ORIGIN_LOCATION]: LOCATION,
    ...more,
  };
}

/** A remote environment is a System; its name never changes and is unique, so it names the entity. */
export function systemEntity(
  environment: RemoteEnvironment,
  defaults: EntityDefaults,
): SystemEntity {
  const { name } = environment.metadata;
  const { displayName, description, labels, owner } = environment.spec;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: {
      name,
      namespace: DEFAULT_NAMESPACE,
      title: displayName ?? name,
      ...(description && { description }),
      tags: tagsOf(labels),
      annotations: annotations({ [ENVIRONMENT_LABEL]: name }),
      links: [
        {
          url: `/remote-env/environments/${name}`,
          title: 'Remote environment',
          icon: 'dashboard',
        },
      ],
    },
    spec: { owner: owner ?? defaults.owner, type: 'remote-environment' },
  };
}

const ROLES = [
  { part: 'api', role: 'apiSpec', type: 'openapi', word: 'API' },
  { part: 'events', role: 'eventSpec', type: 'asyncapi', word: 'events' },
] as const;

/**
 * One API entity for a registered API and one for a registered event catalog. The document itself stays out: it may be
 * megabytes, and the API docs pages load it when somebody looks.
 */
export function apiEntities(
  service: RemoteService,
  environment: RemoteEnvironment,
  defaults: EntityDefaults,
): ApiEntity[] {
  const { spec } = service;
  const page = `/remote-env/environments/${spec.environment.name}/services/${spec.id}`;
  return ROLES.filter(({ part }) => spec[part] !== undefined).map(
    ({ part, role, type, word }) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'API',
      metadata: {
        name: `${spec.id}-${part}`,
        namespace: DEFAULT_NAMESPACE,
        title:
          spec.api && spec.events
            ? `${spec.displayName} (${word})`
            : spec.displayName,
        description: spec.shortDescription ?? spec.description,
        tags: tagsOf(spec.labels),
        annotations: annotations({
          [ENVIRONMENT_LABEL]: spec.environment.name,
          [SERVICE_LABEL]: spec.id,
          [DOCUMENT_ANNOTATION]: role,
        }),
        links: [{ url: page, title: 'Registered service', icon: 'dashboard' }],
      },
      spec: {
        type,
        lifecycle: defaults.lifecycle,
        owner: environment.spec.owner ?? defaults.owner,
        system: spec.environment.name,
        definition: `Registered by the remote environment ${spec.environment.name}; see ${page}`,
      },
    }),
  );
}

/** Everything that the catalog is to know of these environments and their services. */
export function entitiesOf(
  environments: readonly RemoteEnvironment[],
  servicesOf: (environment: RemoteEnvironment) => readonly RemoteService[],
  defaults: EntityDefaults,
): Entity[] {
  return environments.flatMap(environment => [
    systemEntity(environment, defaults),
    ...servicesOf(environment).flatMap(service =>
      apiEntities(service, environment, defaults),
    ),
  ]);
}
