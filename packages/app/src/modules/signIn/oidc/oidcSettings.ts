import type { ConfigApi } from '@backstage/frontend-plugin-api';
import { hostOf } from '../hosts';

export interface OidcSettings {
  /** Of the block below `auth.providers.oidc`. */
  environment: string;
  /** What people call the provider. */
  title: string;
}

/** @returns undefined when this portal has no sign-in by OpenID Connect */
export function oidcSettings(config: ConfigApi): OidcSettings | undefined {
  const environment =
    config.getOptionalString('auth.environment') ?? 'development';
  const own = config.getOptionalConfig(`auth.providers.oidc.${environment}`);
  const metadataUrl = own?.getOptionalString('metadataUrl');
  if (!own || !metadataUrl) {
    return undefined;
  }
  return {
    environment,
    title:
      own.getOptionalString('title') ?? hostOf(metadataUrl) ?? 'OpenID Connect',
  };
}
