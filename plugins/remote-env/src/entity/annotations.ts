import type { Entity } from '@backstage/catalog-model';
import {
  ENVIRONMENT_LABEL,
  SERVICE_LABEL,
} from '@remote-env/plugin-remote-env-common';

/** What an entity of ours stands for. */
export interface RemoteEntity {
  environment: string;
  /** Absent for the remote environment itself. */
  serviceId?: string;
}

/** Reads the annotations that the catalog module writes; undefined for entities of others. */
export function remoteEntity(entity: Entity): RemoteEntity | undefined {
  const annotations = entity.metadata.annotations ?? {};
  const environment = annotations[ENVIRONMENT_LABEL];
  return environment
    ? { environment, serviceId: annotations[SERVICE_LABEL] }
    : undefined;
}
