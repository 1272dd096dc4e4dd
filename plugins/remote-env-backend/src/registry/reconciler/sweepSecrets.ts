import {
  RemoteServiceKind,
  SecretKind,
  SERVICE_LABEL,
  type Secret,
} from '@remote-env/plugin-remote-env-common';
import {
  Pauses,
  ResourceInvalidError,
} from '@remote-env/plugin-remote-env-node';
import { MANAGED_LABELS } from '../objects/managed';
import { removeSecret, secretNamesOf } from '../objects/secrets';
import { ageMs, type RegistryContext } from '../RegistryContext';
import type { References } from './sweepServices';

const PAGE = 200;

/** Removes Secrets of ours that no service uses: those of a replacement that was cut off, before or after its commit. */
export async function sweepSecrets(
  context: RegistryContext,
  seen: References,
  graceMs: number,
): Promise<number> {
  const { resources, namespace } = context;
  const pauses = Pauses.create();
  let removed = 0;
  let token: string | undefined;
  do {
    const page = await resources.list(SecretKind, {
      namespace,
      labels: MANAGED_LABELS,
      limit: PAGE,
      continue: token,
    });
    for (const secret of page.items) {
      const { name } = secret.metadata;
      const suspect = !seen.secrets.has(name) && ageMs(secret) >= graceMs;
      if (suspect && !(await isUsed(context, secret))) {
        await removeSecret(context, secret);
        removed += 1;
      }
    }
    token = page.continue;
    if (token !== undefined) {
      await pauses.whenDue();
    }
  } while (token !== undefined);
  return removed;
}

/** Asks the service itself, which lists leave out when its object breaks the schema of this version. */
async function isUsed(
  { resources, namespace }: RegistryContext,
  secret: Secret,
): Promise<boolean> {
  const name = secret.metadata.labels?.[SERVICE_LABEL] ?? '';
  try {
    const service = await resources.get(RemoteServiceKind, { namespace, name });
    return (
      service !== undefined &&
      secretNamesOf(service).includes(secret.metadata.name)
    );
  } catch (error) {
    if (error instanceof ResourceInvalidError) {
      return true;
    }
    throw error;
  }
}
