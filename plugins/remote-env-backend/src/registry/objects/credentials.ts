import {
  filledParameters,
  MASKED_SECRET,
  type RemoteServiceSpec,
  type RequestParameters,
  type ServiceApiDefinition,
} from '@remote-env/plugin-remote-env-common';
import { createGeneratedClient } from '@remote-env/plugin-remote-env-node/x509';
import { z } from 'zod';
import { ServiceInvalidError } from '../errors';
import type { ServiceDetails } from '../model';
import { clientPairOf } from './clientPair';
import { unmaskedParameters } from './maskedParameters';
import type { SecretValues } from './secrets';

type Api = NonNullable<RemoteServiceSpec['api']>;
type Authentication = Omit<Api['authentication'], 'secretName'>;

/** How calls of an API are authorised: what everybody may see, and what goes into a Secret. */
export interface Credentials {
  authentication: Authentication;
  /** Absent for `none`. */
  values?: SecretValues;
}

/** What a replaced service had. */
export interface StoredCredentials {
  api: Api;
  values: SecretValues | undefined;
}

/**
 * Reads the credentials of a definition. A masked value means what is stored, as long as it goes to the same
 * place as before: otherwise whoever may change a service, but not read its secrets, could have them sent elsewhere.
 *
 * @throws ServiceInvalidError
 */
export async function credentialsOf(
  api: ServiceApiDefinition,
  stored?: StoredCredentials,
): Promise<Credentials> {
  const { oauth, oauthWithCertificate, basic, certificateGen } =
    api.credentials ?? {};
  if (certificateGen) {
    const { commonName, csrfInfo } = certificateGen;
    return {
      authentication: { type: 'certificateGen', ...csrf(csrfInfo) },
      values: await generatedValues(commonName, stored),
    };
  }
  if (oauth) {
    const authentication: Authentication = {
      type: 'oauth',
      tokenUrl: oauth.url,
      ...csrf(oauth.csrfInfo),
    };
    const unmask = unmasker(api, authentication, stored);
    return {
      authentication,
      values: {
        clientId: unmask('clientId', oauth.clientId),
        clientSecret: unmask('clientSecret', oauth.clientSecret),
        ...tokenParametersOf('oauth', oauth, stored),
      },
    };
  }
  if (oauthWithCertificate) {
    const authentication: Authentication = {
      type: 'oauthWithCertificate',
      tokenUrl: oauthWithCertificate.url,
      ...csrf(oauthWithCertificate.csrfInfo),
    };
    const unmask = unmasker(api, authentication, stored);
    return {
      authentication,
      values: {
        clientId: unmask('clientId', oauthWithCertificate.clientId),
        ...sentPair({
          certificate: unmask(
            'certificate',
            oauthWithCertificate.certificate,
            'crt',
          ),
          key: unmask('key', oauthWithCertificate.key),
        }),
        ...tokenParametersOf(
          'oauthWithCertificate',
          oauthWithCertificate,
          stored,
        ),
      },
    };
  }
  if (basic) {
    const authentication: Authentication = {
      type: 'basic',
      ...csrf(basic.csrfInfo),
    };
    const unmask = unmasker(api, authentication, stored);
    return {
      authentication,
      values: {
        username: unmask('username', basic.username),
        password: unmask('password', basic.password),
      },
    };
  }
  return { authentication: { type: 'none' } };
}

/** @throws ServiceInvalidError */
function sentPair(sent: { certificate: string; key: string }): SecretValues {
  const pair = clientPairOf(sent);
  if ('problem' in pair) {
    throw new ServiceInvalidError(
      `api.credentials.oauthWithCertificate.${pair.field} ${pair.problem}`,
    );
  }
  return { ...pair };
}

/** What is added to calls of the token endpoint. */
function tokenParametersOf(
  type: 'oauth' | 'oauthWithCertificate',
  sent: { url: string; requestParameters?: RequestParameters },
  stored: StoredCredentials | undefined,
): SecretValues {
  return parametersValues(
    unmaskedParameters(
      `api.credentials.${type}.requestParameters`,
      filledParameters(sent.requestParameters),
      {
        stored:
          stored?.api.authentication.type === type
            ? parametersFromValues(stored.values)
            : undefined,
        before: stored?.api.authentication.tokenUrl,
        now: sent.url,
      },
    ),
  );
}

/** Values of a Secret with request parameters (application-connector reference 4.2). */
export function parametersValues(
  parameters: Required<RequestParameters> | undefined,
): SecretValues {
  return parameters
    ? {
        headers: JSON.stringify(parameters.headers),
        queryParameters: JSON.stringify(parameters.queryParameters),
      }
    : {};
}

const parameterMap = z
  .string()
  .transform((text, ctx): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      ctx.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.array(z.string())));

const parametersSchema = z.object({
  headers: parameterMap.optional(),
  queryParameters: parameterMap.optional(),
});

/** The other way round; undefined when there are none. */
export function parametersFromValues(
  values: SecretValues | undefined,
): Required<RequestParameters> | undefined {
  return values && filledParameters(parametersSchema.parse(values));
}

/** The public half of a generated pair, for those who have to trust it. */
export function generatedCertificate(
  values: SecretValues | undefined,
): ServiceDetails['generatedCertificate'] {
  const { commonName, crt } = values ?? {};
  return commonName && crt
    ? { commonName, certificate: Buffer.from(crt).toString('base64') }
    : undefined;
}

/** A certificate that was sent with its key: what it proves is the key, so it is shown. Base64 of PEM. */
export function sentCertificate(
  values: SecretValues | undefined,
): string | undefined {
  const { crt } = values ?? {};
  return crt && Buffer.from(crt).toString('base64');
}

/** The pair stays as long as its common name does: the target trusts this very certificate. */
async function generatedValues(
  commonName: string,
  stored: StoredCredentials | undefined,
): Promise<SecretValues> {
  const isKept =
    stored?.api.authentication.type === 'certificateGen' &&
    stored.values?.commonName === commonName;
  if (isKept && stored.values) {
    return stored.values;
  }
  const { certificate, key } = await createGeneratedClient(commonName);
  return { commonName, crt: certificate, key };
}

function csrf(info: { tokenEndpointURL: string } | undefined) {
  return info ? { csrfTokenUrl: info.tokenEndpointURL } : {};
}

function unmasker(
  api: ServiceApiDefinition,
  authentication: Authentication,
  stored: StoredCredentials | undefined,
) {
  const { type } = authentication;
  return (field: string, value: string, storedAs = field): string => {
    if (value !== MASKED_SECRET) {
      return value;
    }
    const kept = stored?.values?.[storedAs];
    if (stored?.api.authentication.type !== type || kept === undefined) {
      throw new ServiceInvalidError(
        `api.credentials.${type}.${field} is masked, and there is no stored value to keep`,
      );
    }
    const moved = movedField(api, authentication, stored.api);
    if (moved) {
      throw new ServiceInvalidError(
        `api.credentials.${type}.${field} is masked, but ${moved} leads elsewhere than before; send the value again`,
      );
    }
    return kept;
  };
}

/** The first URL that secrets or tokens are sent to and that has another origin than before. */
function movedField(
  api: ServiceApiDefinition,
  { tokenUrl, csrfTokenUrl }: Authentication,
  stored: Api,
): string | undefined {
  const before = new Set(
    [
      stored.targetUrl,
      stored.authentication.tokenUrl,
      stored.authentication.csrfTokenUrl,
    ].map(originOf),
  );
  const urls = {
    'api.targetUrl': api.targetUrl,
    'the token URL': tokenUrl,
    'the CSRF token endpoint': csrfTokenUrl,
  };
  return Object.entries(urls).find(
    ([, url]) => url !== undefined && !before.has(originOf(url)),
  )?.[0];
}

function originOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url)?.origin;
}
