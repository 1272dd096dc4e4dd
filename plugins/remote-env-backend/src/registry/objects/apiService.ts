import { isDeepStrictEqual } from 'node:util';
import {
  ENVIRONMENT_LABEL,
  KubernetesServiceKind,
  SERVICE_LABEL,
  serviceObjectName,
  type KubernetesService,
  type NewResource,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceExistsError,
  ResourceNotFoundError,
  type ServicePerApi,
} from '@remote-env/plugin-remote-env-node';
import { changedFields } from '../../keeping';
import type { RegistryContext } from '../RegistryContext';
import { MANAGED_LABELS } from './managed';
import { ownedByService } from './ownedByService';

type ServiceContext = Pick<
  RegistryContext,
  'resources' | 'namespace' | 'servicePerApi'
>;

/** What had to be done about a Service; absent when nothing had to be. */
export interface ApiServiceChange {
  type: 'created' | 'changed' | 'removed';
  /** As it is now, or was last. */
  object: KubernetesService;
  /** What differed, e.g. `spec.externalName`. */
  fields: string[];
}

const ATTEMPTS = 5;

/**
 * The Kubernetes Service that a registered API should have (application-connector reference 4.1, 4.2): its host name
 * in the cluster, behind which the API proxy answers.
 *
 * @returns undefined when it should have none
 */
export function wantedApiService(
  service: Pick<RemoteService, 'metadata' | 'spec'>,
  choice: ServicePerApi,
): NewResource<KubernetesService> | undefined {
  const { metadata, spec } = service;
  if (!spec.api || choice.type === 'none') {
    return undefined;
  }
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      namespace: metadata.namespace,
      name: serviceObjectName(spec.environment.name, spec.id),
      labels: {
        ...MANAGED_LABELS,
        [ENVIRONMENT_LABEL]: spec.environment.name,
        [SERVICE_LABEL]: spec.id,
      },
      ownerReferences: [ownedByService(metadata)],
    },
    spec:
      choice.type === 'externalName'
        ? {
            type: 'ExternalName',
            externalName: choice.externalName,
            ports: [port(80)],
          }
        : {
            type: 'ClusterIP',
            selector: choice.selector,
            ports: [port(choice.targetPort)],
          },
  };
}

/** The stored Service with everything that is ours as it should be, and everything else as it is. */
export function correctedApiService(
  current: KubernetesService,
  wanted: NewResource<KubernetesService>,
): KubernetesService {
  const ours = wanted.metadata.ownerReferences ?? [];
  // A Service has one controller; that of an earlier service of this id is gone.
  const others = (current.metadata.ownerReferences ?? []).filter(
    owner => !owner.controller && ours.every(({ uid }) => uid !== owner.uid),
  );
  return {
    ...current,
    metadata: {
      ...current.metadata,
      labels: { ...current.metadata.labels, ...wanted.metadata.labels },
      ownerReferences: [...others, ...ours],
    },
    spec: wanted.spec,
  };
}

export function isCorrect(
  current: KubernetesService,
  wanted: NewResource<KubernetesService>,
): boolean {
  return isDeepStrictEqual(current, correctedApiService(current, wanted));
}

/**
 * Makes the Service be as it should. Of several processes that do so at once, one is told that it did something.
 *
 * @param expected - for a new service there is none: it is created without looking first
 */
export async function ensureApiService(
  context: ServiceContext,
  service: RemoteService,
  expected: 'expect none' | 'look first' = 'look first',
): Promise<ApiServiceChange | undefined> {
  const { resources } = context;
  const wanted = wantedApiService(service, context.servicePerApi);
  if (!wanted) {
    const object = await removeApiService(context, service);
    return object && { type: 'removed', object, fields: [] };
  }
  for (let attempt = 1; ; attempt++) {
    const current =
      attempt === 1 && expected === 'expect none'
        ? undefined
        : await resources.get(KubernetesServiceKind, wanted.metadata);
    try {
      if (!current) {
        const object = await resources.create(KubernetesServiceKind, wanted);
        return { type: 'created', object, fields: [] };
      }
      if (isCorrect(current, wanted)) {
        return undefined;
      }
      const corrected = correctedApiService(current, wanted);
      const object = await resources.update(KubernetesServiceKind, corrected);
      const fields = changedFields(current, corrected);
      return { type: 'changed', object, fields };
    } catch (error) {
      const raced =
        error instanceof ResourceExistsError ||
        error instanceof ResourceConflictError ||
        error instanceof ResourceNotFoundError;
      if (!raced || attempt === ATTEMPTS) {
        throw error;
      }
    }
  }
}

/** Removes the Service of an API, unless it is somebody else's. @returns it, if there was one */
export async function removeApiService(
  { resources, namespace }: ServiceContext,
  { spec }: Pick<RemoteService, 'spec'>,
): Promise<KubernetesService | undefined> {
  const name = serviceObjectName(spec.environment.name, spec.id);
  const found = await resources.get(KubernetesServiceKind, { namespace, name });
  if (!found || !isManaged(found)) {
    return undefined;
  }
  const { uid } = found.metadata;
  try {
    await resources.delete(KubernetesServiceKind, found.metadata, { uid });
    return found;
  } catch (error) {
    if (error instanceof ResourceNotFoundError) {
      return undefined;
    }
    throw error;
  }
}

function isManaged({ metadata }: KubernetesService): boolean {
  return Object.entries(MANAGED_LABELS).every(
    ([label, value]) => metadata.labels?.[label] === value,
  );
}

function port(targetPort: number) {
  return { name: 'http', protocol: 'TCP', port: 80, targetPort };
}
