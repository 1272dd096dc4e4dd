import { MASKED_SECRET } from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';

const object = z.record(z.string(), z.unknown());

/** Values of a credential that may be left out of a replacement. */
const SECRETS = {
  basic: ['username', 'password'],
  oauth: ['clientId', 'clientSecret'],
  oauthWithCertificate: ['clientId', 'certificate', 'key'],
} as const;

/**
 * A replacement in which credentials that come without their values keep the stored ones: people who change a service
 * cannot read them.
 *
 * @param definition - as sent; whatever is wrong with it stays wrong
 */
export function withKeptSecrets(
  definition: Record<string, unknown>,
): Record<string, unknown> {
  const api = object.safeParse(definition.api).data;
  const credentials = object.safeParse(api?.credentials).data;
  if (!api || !credentials) {
    return definition;
  }
  const kept = { ...credentials };
  for (const [type, names] of Object.entries(SECRETS)) {
    const given = object.safeParse(credentials[type]).data;
    if (given) {
      const missing = names.filter(
        name => given[name] === undefined || given[name] === '',
      );
      kept[type] = {
        ...given,
        ...Object.fromEntries(missing.map(name => [name, MASKED_SECRET])),
      };
    }
  }
  return { ...definition, api: { ...api, credentials: kept } };
}
