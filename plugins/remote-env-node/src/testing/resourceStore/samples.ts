import {
  API_VERSION,
  type NewResource,
  type OwnerReference,
  type RemoteEnvironment,
  type Resource,
  type Secret,
} from '@remote-env/plugin-remote-env-common';

export function environment(
  namespace: string,
  name: string,
  more: Partial<NewResource<RemoteEnvironment>['metadata']> & {
    spec?: RemoteEnvironment['spec'];
  } = {},
): NewResource<RemoteEnvironment> {
  const { spec, ...metadata } = more;
  return {
    apiVersion: API_VERSION,
    kind: 'RemoteEnvironment',
    metadata: { namespace, name, ...metadata },
    spec: spec ?? { description: `about ${name}` },
  };
}

export function secret(
  namespace: string,
  name: string,
  values: Record<string, string>,
  more: Partial<NewResource<Secret>['metadata']> = {},
): NewResource<Secret> {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name, ...more },
    type: 'Opaque',
    data: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        Buffer.from(value).toString('base64'),
      ]),
    ),
  };
}

export function ownedBy(owner: Resource): {
  ownerReferences: OwnerReference[];
} {
  const { apiVersion, kind, metadata } = owner;
  return {
    ownerReferences: [
      { apiVersion, kind, name: metadata.name, uid: metadata.uid },
    ],
  };
}
