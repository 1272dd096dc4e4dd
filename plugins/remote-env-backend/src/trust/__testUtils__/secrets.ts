import { SecretKind } from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { secretText } from '../secrets';

/** One value of a Secret as text, empty when it is not there. */
export async function textOf(
  store: ResourceStore,
  namespace: string,
  name: string,
  key: string,
): Promise<string> {
  const secret = await store.get(SecretKind, { namespace, name });
  return (secret && secretText(secret, key)) ?? '';
}

/** As somebody else brings a Secret, or exchanges what is in it. */
export async function putSecret(
  store: ResourceStore,
  namespace: string,
  name: string,
  values: Record<string, string>,
): Promise<void> {
  const data = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]),
  );
  const stored = await store.get(SecretKind, { namespace, name });
  if (stored) {
    await store.update(SecretKind, { ...stored, data });
  } else {
    await store.create(SecretKind, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace, name },
      data,
    });
  }
}
