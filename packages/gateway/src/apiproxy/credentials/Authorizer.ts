import {
  toOutboundError,
  type OutboundClient,
  type OutboundTls,
} from '@remote-env/plugin-remote-env-node';
import type { Admission, ServiceApi } from '../access/admit';
import { asProxyError } from '../asProxyError';
import { ProxyError } from '../ProxyError';
import {
  digestOf,
  parseCredential,
  type Credential,
  type TokenSource,
} from './Credential';
import { CsrfRefusedError, fetchCsrf, type CsrfToken } from './fetchCsrf';
import { fetchToken } from './fetchToken';
import {
  addQuery,
  NO_PARAMETERS,
  parseParameters,
  type Parameters,
} from './parameters';
import { RenewingCache, type Fetched } from './RenewingCache';
import type { SecretReader, SecretValues } from './SecretReader';

/** A value from one of the caches, and where it lies there. */
interface Kept<V> {
  key: string;
  value: V;
}

/** What one request to the target carries besides what its caller sent. */
export interface Authorization {
  /** Value of `Authorization`; absent: the caller's stays. */
  authorization?: string;
  token?: Kept<string>;
  csrf?: Kept<CsrfToken>;
  parameters: Parameters;
  tls: OutboundTls;
}

type Called = Pick<Admission, 'service' | 'api'>;

const MAX_TOKENS = 5000;
/** Failed fetches are not repeated within this time. */
const FAILURE_MS = 1000;
/** A token whose server does not say how long it lives is used this long. */
const UNKNOWN_LIFETIME_SECONDS = 300;
const CSRF_LIFETIME_MS = 10 * 60_000;

interface Options {
  outbound: OutboundClient;
  secrets: SecretReader;
  /** Milliseconds for one call of a token or CSRF endpoint. */
  timeoutMs: number;
}

/** Knows the credentials of services and gets the tokens for them. */
export class Authorizer {
  readonly #options: Options;
  readonly #credentials = new WeakMap<
    ServiceApi,
    { values: SecretValues | undefined; credential: Credential }
  >();
  /** By the whole credential and token URL: a changed Secret is another key. */
  readonly #tokens = RenewingCache.create<string>({
    max: MAX_TOKENS,
    failureMs: FAILURE_MS,
  });
  readonly #csrf = RenewingCache.create<CsrfToken>({
    max: MAX_TOKENS,
    failureMs: FAILURE_MS,
    isPassing: isRefusal,
  });

  static create(options: Options): Authorizer {
    return new Authorizer(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  /**
   * @param refused - what the target did not accept: no token of it is used again, and Secrets are read anew
   * @throws ProxyError 500 for a missing Secret, 502 and 504 for token and CSRF endpoints
   */
  async authorize(
    called: Called,
    refused?: Authorization,
  ): Promise<Authorization> {
    const { api } = called;
    const fresh = refused !== undefined;
    const credential = await this.#credential(called, fresh);
    const plain: Authorization = {
      parameters: await this.#parameters(called, fresh),
      tls: {
        rejectUnauthorized: !api.skipVerify,
        ...(credential.type === 'certificate' && credential.certificate),
      },
    };
    const authorized = await this.#withToken(plain, credential, refused?.token);
    return api.authentication.csrfTokenUrl
      ? this.#withCsrf(authorized, called, credential, refused)
      : authorized;
  }

  /**
   * For a caller that brings its own credentials: what the service wants besides.
   *
   * @throws ProxyError 500 for a missing Secret
   */
  async withoutCredentials(called: Called): Promise<Authorization> {
    return {
      parameters: await this.#parameters(called, false),
      tls: { rejectUnauthorized: !called.api.skipVerify },
    };
  }

  /** After a refusal that is not tried again: so that the next call gets what is fresh. */
  forget({ token, csrf }: Authorization): void {
    if (token) {
      this.#tokens.drop(token.key, token.value);
    }
    if (csrf) {
      this.#csrf.drop(csrf.key, csrf.value);
    }
  }

  async #credential(
    { service, api }: Called,
    fresh: boolean,
  ): Promise<Credential> {
    const { secretName } = api.authentication;
    const values = secretName
      ? await this.#options.secrets.read(secretName, service, fresh)
      : undefined;
    const known = this.#credentials.get(api);
    if (known?.values === values && known) {
      return known.credential;
    }
    const credential = parseCredential(api, values);
    this.#credentials.set(api, { values, credential });
    return credential;
  }

  async #parameters(
    { service, api }: Called,
    fresh: boolean,
  ): Promise<Parameters> {
    const name = api.requestParametersSecretName;
    return name
      ? parseParameters(await this.#options.secrets.read(name, service, fresh))
      : NO_PARAMETERS;
  }

  async #withToken(
    plain: Authorization,
    credential: Credential,
    refused: Kept<string> | undefined,
  ): Promise<Authorization> {
    if (credential.type === 'basic') {
      return { ...plain, authorization: credential.authorization };
    }
    if (credential.type !== 'token') {
      return plain;
    }
    const { source } = credential;
    const key = source.digest;
    const fetch = () => this.#fetchToken(source);
    const value = await (refused
      ? this.#tokens.renew(key, refused.value, fetch)
      : this.#tokens.get(key, fetch));
    return {
      ...plain,
      authorization: `Bearer ${value}`,
      token: { key, value },
    };
  }

  async #withCsrf(
    authorized: Authorization,
    called: Called,
    credential: Credential,
    refused: Authorization | undefined,
  ): Promise<Authorization> {
    try {
      return await this.#addCsrf(authorized, called, credential, refused?.csrf);
    } catch (error) {
      if (!isRefusal(error) || !authorized.token || refused) {
        throw error;
      }
      // The access token has grown old, and the target is not reached to say so.
      const renewed = await this.#withToken(
        authorized,
        credential,
        authorized.token,
      );
      return this.#addCsrf(renewed, called, credential, undefined);
    }
  }

  async #addCsrf(
    authorized: Authorization,
    { api }: Called,
    credential: Credential,
    refused: Kept<CsrfToken> | undefined,
  ): Promise<Authorization> {
    const url = api.authentication.csrfTokenUrl ?? '';
    const key = digestOf([credential, url, authorized.tls]);
    const fetch = () => this.#fetchCsrf(authorized, url);
    const value = await (refused
      ? this.#csrf.renew(key, refused.value, fetch)
      : this.#csrf.get(key, fetch));
    return { ...authorized, csrf: { key, value } };
  }

  async #fetchToken(source: TokenSource): Promise<Fetched<string>> {
    const { outbound, timeoutMs } = this.#options;
    try {
      const fetched = await fetchToken(outbound, source, timeoutMs);
      return {
        value: fetched.accessToken,
        ...tokenTimes(fetched.expiresIn ?? UNKNOWN_LIFETIME_SECONDS),
      };
    } catch (error) {
      throw endpointError(error, source.tokenUrl, 'token endpoint');
    }
  }

  async #fetchCsrf(
    { authorization, parameters, tls }: Authorization,
    url: string,
  ): Promise<Fetched<CsrfToken>> {
    const { outbound, timeoutMs } = this.#options;
    const others = parameters.headers.filter(
      ([name]) => !authorization || name.toLowerCase() !== 'authorization',
    );
    try {
      const { origin, pathname, search } = new URL(url);
      const value = await fetchCsrf(outbound, {
        url: `${origin}${addQuery(`${pathname}${search}`, parameters.query)}`,
        headers: authorization
          ? [...others, ['authorization', authorization]]
          : others,
        tls,
        timeoutMs,
      });
      return {
        value,
        refreshAfterMs: CSRF_LIFETIME_MS,
        expireAfterMs: CSRF_LIFETIME_MS,
      };
    } catch (error) {
      throw endpointError(error, url, 'CSRF token endpoint');
    }
  }
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof CsrfRefusedError && [401, 403].includes(error.answered)
  );
}

/**
 * A token is renewed when a fifth of its life is left, at most 30 seconds before its end, and not used in its last
 * moments, when it could expire on its way.
 */
function tokenTimes(lifetimeSeconds: number) {
  const lifetimeMs = lifetimeSeconds * 1000;
  return {
    refreshAfterMs: lifetimeMs - Math.min(30_000, lifetimeMs / 5),
    expireAfterMs: lifetimeMs - Math.min(2000, lifetimeMs / 10),
  };
}

function endpointError(error: unknown, url: string, what: string): ProxyError {
  if (error instanceof ProxyError) {
    return error;
  }
  const origin = URL.parse(url)?.origin ?? '?';
  const { status, message, cause } = asProxyError(
    toOutboundError(error, origin),
  );
  return new ProxyError(status, `The ${what} cannot be used: ${message}`, {
    cause,
  });
}
