import type { RootConfigService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/** How entities are written. */
export interface EntityOptions {
  namespace: string;
  lifecycle: string;
  /** Entity reference. */
  defaultOwner: string;
  /** Where the portal's pages are, without a final slash. */
  appUrl: string;
}

/**
 * @returns none where the catalog is to have no entities of remote environments
 * @throws InputError that names the key
 */
export function readEntityOptions(
  config: RootConfigService,
): EntityOptions | undefined {
  const key = 'catalog.providers.remoteEnv';
  const own = config.getOptionalConfig(key);
  if (own?.getOptionalBoolean('enabled') === false) {
    return undefined;
  }
  const namespace = own?.getOptionalString('namespace') ?? 'default';
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) {
    throw new InputError(
      `${key}.namespace must have 1 to 63 lower-case letters, digits and dashes`,
    );
  }
  const defaultOwner = own?.getOptionalString('defaultOwner') ?? 'unknown';
  try {
    parseEntityRef(defaultOwner, { defaultKind: 'Group' });
  } catch (error) {
    throw new InputError(
      `${key}.defaultOwner is no entity reference: ${defaultOwner}`,
      error,
    );
  }
  return {
    namespace,
    lifecycle: own?.getOptionalString('lifecycle') ?? 'production',
    defaultOwner,
    appUrl: config.getString('app.baseUrl').replace(/\/$/, ''),
  };
}
