import { SharedSecret } from './SharedSecret';

const KEY_BYTES = 32;
const MIN_TOKEN = 32;

/** How a gateway and the portal know one another; each stands in the configuration, or in a file. */
export interface PortalSecretSources {
  token?: string;
  tokenFile?: string;
  assertionKey?: string;
  assertionKeyFile?: string;
}

/** What is wrong with a token that gateways call the portal with. */
export function gatewayTokenProblem(token: string): string | undefined {
  if (token.length < MIN_TOKEN) {
    return `must have ${MIN_TOKEN} characters or more, e.g. from 'openssl rand -hex 32'`;
  }
  return /^[A-Za-z0-9._~+/=-]*$/.test(token)
    ? undefined
    : 'must consist of letters, digits and . _ ~ + / = -';
}

/** What is wrong with a key that assertions are signed with. */
export function assertionKeyProblem(key: string): string | undefined {
  return Buffer.from(key, 'base64').length === KEY_BYTES
    ? undefined
    : `must be base64 of exactly ${KEY_BYTES} bytes, e.g. from 'openssl rand -base64 32'`;
}

/** The token by which gateways call the portal. */
export function gatewayTokenOf({
  token,
  tokenFile,
}: PortalSecretSources): SharedSecret {
  return SharedSecret.create(
    { value: token, file: tokenFile },
    gatewayTokenProblem,
  );
}

/** The key by which gateways sign, as base64. */
export function assertionKeyOf({
  assertionKey,
  assertionKeyFile,
}: PortalSecretSources): SharedSecret {
  return SharedSecret.create(
    { value: assertionKey, file: assertionKeyFile },
    assertionKeyProblem,
  );
}
