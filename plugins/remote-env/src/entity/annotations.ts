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
  /** Which of the service's documents the entity stands for. */
  document?: 'apiSpec' | 'eventSpec';
}

const DOCUMENT_ANNOTATION = 'remote-env.dev/document';
const DOCUMENTS = ['apiSpec', 'eventSpec'] as const;

/** Reads the annotations that the catalog module writes; undefined for entities of others. */
export function remoteEntity(entity: Entity): RemoteEntity | undefined {
  const annotations = entity.metadata.annotations ?? {};
  const environment = annotations[ENVIRONMENT_LABEL];
  return environment
    ? {
        environment,
        serviceId: annotations[SERVICE_LABEL],
        document: DOCUMENTS.find(
          role => role === annotations[DOCUMENT_ANNOTATION],
        ),
      }
    : undefined;
}
