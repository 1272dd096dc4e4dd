import {
  objectMetaSchema,
  RemoteEnvironmentKind,
  SecretKind,
  type Resource,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';

/** As little as can be: there is a Secret for nearly each of thousands of services. */
const schema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: objectMetaSchema.omit({ labels: true, ownerReferences: true }),
});

/** Secrets without what they hold: the keeper has to see them come and go, and must not keep a single value. */
export const SecretMetadataKind: ResourceKind<Resource> = {
  ...SecretKind,
  schema,
};

/** Environments, for being there. */
export const EnvironmentMetadataKind: ResourceKind<Resource> = {
  ...RemoteEnvironmentKind,
  schema,
};
