import {
  CONNECTED_APP_LABEL,
  RemoteEnvironmentKind,
  RemoteServiceKind,
  type RemoteEnvironment,
  type RemoteService,
  type RemoteServiceManifest,
  type RemoteServiceSpec,
} from '@remote-env/plugin-remote-env-common';
import { hostNameOf, isOwnLabel, serviceLabels } from '../objects/naming';

/** Annotation of services that were applied: where their specification was fetched from. */
export const SPECIFICATION_URL_ANNOTATION = 'remote-env.dev/specification-url';

/** What cannot be told from the manifest alone. */
export interface Completion {
  environment: Pick<RemoteEnvironment, 'metadata'>;
  /** Readable, unique in the environment. */
  name: string;
  documents: RemoteServiceSpec['documents'];
  /** Where the document comes from, empty without one; absent: the service was registered. */
  specificationUrl?: string;
  hostSuffix: string;
}

/**
 * A service with every field that is ours as it should be, and everything else as it is. Of a service that is in
 * order it is the same again, so that the difference is what somebody changed.
 */
export function completedService(
  manifest: RemoteServiceManifest,
  completion: Completion,
): RemoteService {
  const { environment, name, documents, specificationUrl, hostSuffix } =
    completion;
  const { metadata } = manifest;
  const { documents: _, hostName: __, ...rest } = manifest.spec;
  const id = metadata.name;
  const spec: RemoteServiceSpec = {
    ...rest,
    environment: {
      name: environment.metadata.name,
      uid: environment.metadata.uid,
    },
    id,
    name,
    labels: {
      ...rest.labels,
      [CONNECTED_APP_LABEL]: environment.metadata.name,
    },
    ...(documents && Object.keys(documents).length > 0 && { documents }),
    ...(rest.api && {
      hostName: hostNameOf(environment.metadata.name, id, hostSuffix),
    }),
    phase: 'Ready',
  };
  const { [SPECIFICATION_URL_ANNOTATION]: ___, ...annotations } =
    metadata.annotations ?? {};
  const foreignLabels = Object.entries(metadata.labels ?? {}).filter(
    ([label]) => !isOwnLabel(label),
  );
  return RemoteServiceKind.schema.parse({
    ...manifest,
    metadata: {
      ...metadata,
      labels: { ...Object.fromEntries(foreignLabels), ...serviceLabels(spec) },
      ...(metadata.annotations && { annotations }),
      ...(specificationUrl !== undefined && {
        annotations: {
          ...annotations,
          [SPECIFICATION_URL_ANNOTATION]: specificationUrl,
        },
      }),
      ownerReferences: ownersOf(manifest, environment),
    },
    spec,
  });
}

function ownersOf(
  { metadata }: RemoteServiceManifest,
  environment: Pick<RemoteEnvironment, 'metadata'>,
) {
  const { name, uid } = environment.metadata;
  const ours = metadata.ownerReferences?.find(owner => owner.uid === uid);
  const others = (metadata.ownerReferences ?? []).filter(
    owner => owner.uid !== uid,
  );
  const wanted = {
    apiVersion: RemoteEnvironmentKind.apiVersion,
    kind: RemoteEnvironmentKind.kind,
    name,
    uid,
    // Somebody else's controller stays: deletion follows any owner.
    ...(others.every(({ controller }) => !controller) && { controller: true }),
  };
  return ours
    ? (metadata.ownerReferences ?? []).map(owner =>
        owner === ours ? { ...owner, ...wanted } : owner,
      )
    : [...others, wanted];
}
