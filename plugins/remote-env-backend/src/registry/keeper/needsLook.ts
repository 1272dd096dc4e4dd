import { isDeepStrictEqual } from 'node:util';
import {
  RemoteServiceKind,
  SERVICE_ANNOTATION,
  type KubernetesService,
  type RemoteServiceManifest,
  type Resource,
} from '@remote-env/plugin-remote-env-common';
import type { ServicePerApi } from '@remote-env/plugin-remote-env-node';
import { isCorrect, wantedApiService } from '../objects/apiService';
import {
  completedService,
  SPECIFICATION_URL_ANNOTATION,
} from './completedService';
import { isInTransit } from './keepService';
import { namedSecrets } from './serviceCredentials';

/** What is known of the world around a service, as views have it. */
export interface Surroundings {
  environment: Resource | undefined;
  apiService: KubernetesService | undefined;
  secret(name: string): Resource | undefined;
  servicePerApi: ServicePerApi;
  hostSuffix: string;
}

/** Whether something may be wrong with a service; views may be behind, so that the store itself has the last word. */
export function needsLook(
  service: RemoteServiceManifest,
  around: Surroundings,
): boolean {
  if (isInTransit(service)) {
    return false;
  }
  const { metadata, spec, status } = service;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const parsed = RemoteServiceKind.schema.safeParse(service);
  if (
    !parsed.success ||
    !around.environment ||
    ready?.status !== 'True' ||
    status?.observedGeneration !== metadata.generation
  ) {
    return true;
  }
  const specificationUrl = metadata.annotations?.[SPECIFICATION_URL_ANNOTATION];
  const wanted = completedService(service, {
    environment: around.environment,
    name: parsed.data.spec.name,
    documents: spec.documents,
    specificationUrl,
    hostSuffix: around.hostSuffix,
  });
  if (!isDeepStrictEqual(wanted, parsed.data)) {
    return true;
  }
  const wantedService = wantedApiService(parsed.data, around.servicePerApi);
  const fits = wantedService
    ? around.apiService && isCorrect(around.apiService, wantedService)
    : !around.apiService;
  return (
    !fits ||
    namedSecrets(spec).some(
      ({ name }) =>
        around.secret(name)?.metadata.annotations?.[SERVICE_ANNOTATION] !==
        metadata.name,
    )
  );
}
