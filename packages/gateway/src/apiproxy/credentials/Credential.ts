import { createHash } from 'node:crypto';
import type { ServiceApi } from '../access/admit';
import { ProxyError } from '../ProxyError';
import { parseParameters, type Parameters } from './parameters';
import type { SecretValues } from './SecretReader';

/** How to get a token by the client credentials grant (RFC 6749, 4.4). */
export interface TokenSource {
  tokenUrl: string;
  clientId: string;
  /** Absent: the client certificate says who asks (RFC 8705). */
  clientSecret?: string;
  certificate?: ClientCertificate;
  parameters: Parameters;
  skipVerify: boolean;
  /** Of all of the above: whoever may use one token may use the other. */
  digest: string;
}

export interface ClientCertificate {
  /** PEM, leaf first. */
  cert: string;
  /** PEM. */
  key: string;
}

export type Credential =
  | { type: 'none' }
  | { type: 'basic'; authorization: string }
  | { type: 'token'; source: TokenSource }
  | { type: 'certificate'; certificate: ClientCertificate };

/**
 * Reads the credential that a service was registered with (keys: application-connector reference 4.2).
 *
 * @param values - of its Secret; undefined when it names none
 * @throws ProxyError 500 when something is missing
 */
export function parseCredential(
  api: ServiceApi,
  values: SecretValues | undefined,
): Credential {
  const { type } = api.authentication;
  if (type === 'none') {
    return { type };
  }
  const required = (key: string): string => {
    const value = values?.[key];
    if (!value) {
      throw ProxyError.broken('The credentials of the service are incomplete.');
    }
    return value;
  };
  switch (type) {
    case 'basic': {
      const pair = `${required('username')}:${required('password')}`;
      return {
        type: 'basic',
        authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
      };
    }
    case 'certificateGen':
      return {
        type: 'certificate',
        certificate: { cert: required('crt'), key: required('key') },
      };
    case 'oauth':
      return {
        type: 'token',
        source: tokenSource(api, {
          clientId: required('clientId'),
          clientSecret: required('clientSecret'),
          parameters: parseParameters(values ?? {}),
        }),
      };
    case 'oauthWithCertificate':
      return {
        type: 'token',
        source: tokenSource(api, {
          clientId: required('clientId'),
          certificate: { cert: required('crt'), key: required('key') },
          parameters: parseParameters(values ?? {}),
        }),
      };
    default:
      throw ProxyError.broken(
        'The service has an unknown authentication type.',
      );
  }
}

function tokenSource(
  api: ServiceApi,
  client: Pick<
    TokenSource,
    'clientId' | 'clientSecret' | 'certificate' | 'parameters'
  >,
): TokenSource {
  const { tokenUrl } = api.authentication;
  if (!tokenUrl) {
    throw ProxyError.broken('The service has no token URL.');
  }
  const source = { ...client, tokenUrl, skipVerify: api.skipVerify ?? false };
  return { ...source, digest: digestOf(source) };
}

/** Lower-case hex SHA-256 of a value's JSON; keys must always come in the same order. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
