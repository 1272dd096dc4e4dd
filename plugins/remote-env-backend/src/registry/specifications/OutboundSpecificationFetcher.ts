import {
  filledParameters,
  MASKED_SECRET,
} from '@remote-env/plugin-remote-env-common';
import {
  OutboundError,
  outboundFetch,
  type OutboundClient,
} from '@remote-env/plugin-remote-env-node';
import {
  allowInsecureRequests,
  clientCredentialsGrantRequest,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  type ClientAuth,
} from 'oauth4webapi';
import { z } from 'zod';
import { ServiceInvalidError, SpecificationFetchError } from '../errors';
import { documentText } from './documentText';
import type {
  SpecificationFetcher,
  SpecificationRequest,
} from './SpecificationFetcher';

export interface OutboundSpecificationFetcherOptions {
  outbound: OutboundClient;
  /** Of a document. Default 32 MiB. */
  maxBytes?: number;
  /** Milliseconds for one fetch. Default 20,000. */
  timeoutMs?: number;
}

type Credentials = NonNullable<SpecificationRequest['credentials']>;
type OAuth = NonNullable<Credentials['oauth']>;

const MAX_TOKEN_BYTES = 256 * 1024;

const tokenSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  /** Older servers leave it out. */
  token_type: z
    .string()
    .refine(type => type.toLowerCase() === 'bearer')
    .nullish(),
});

/** Systems that can say their metadata in XML only answer 406 or 415 when JSON comes first. */
const ACCEPT: Record<NonNullable<SpecificationRequest['field']>, string> = {
  'api.specificationUrl':
    'application/json, application/yaml, application/xml;q=0.9, */*;q=0.5',
  'api.targetUrl with /$metadata':
    'application/xml, application/json;q=0.8, */*;q=0.5',
};

/** Fetches specifications through the outbound policy. Messages name hosts, never paths, queries or credentials. */
export class OutboundSpecificationFetcher implements SpecificationFetcher {
  readonly #outbound: OutboundClient;
  readonly #maxBytes: number;
  readonly #timeoutMs: number;

  static create(
    options: OutboundSpecificationFetcherOptions,
  ): OutboundSpecificationFetcher {
    return new OutboundSpecificationFetcher(options);
  }

  private constructor(options: OutboundSpecificationFetcherOptions) {
    this.#outbound = options.outbound;
    this.#maxBytes = options.maxBytes ?? 32 * 1024 * 1024;
    this.#timeoutMs = options.timeoutMs ?? 20_000;
  }

  async fetch(request: SpecificationRequest): Promise<string> {
    const { field = 'api.specificationUrl' } = request;
    const parameters = filledParameters(request.parameters);
    const url = withQuery(request.url, parameters);
    const headers: Record<string, string> = {
      accept: ACCEPT[field],
      ...(await this.#authorization(request.credentials)),
    };
    for (const [name, values] of Object.entries(parameters?.headers ?? {})) {
      headers[name.toLowerCase()] ??= values.join(', ');
    }
    const { body } = await refused(field, () =>
      this.#outbound.fetchDocument(url, {
        purpose: 'spec',
        headers,
        maxBytes: this.#maxBytes,
        timeoutMs: this.#timeoutMs,
      }),
    );
    try {
      return documentText(body);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ServiceInvalidError(`${field}: the document ${reason}`, {
        cause: error,
      });
    }
  }

  async #authorization(
    credentials: Credentials | undefined,
  ): Promise<Record<string, string>> {
    const { basic, oauth } = credentials ?? {};
    const secrets = [...Object.values(basic ?? {}), oauth?.clientSecret];
    if (secrets.includes(MASKED_SECRET)) {
      throw new ServiceInvalidError(
        'api.specificationCredentials are masked; they are not stored, send them again',
      );
    }
    // `csrfInfo` of either is for calls that change something, which this one is not.
    if (basic) {
      const pair = Buffer.from(`${basic.username}:${basic.password}`);
      return { authorization: `Basic ${pair.toString('base64')}` };
    }
    return oauth ? { authorization: await this.#token(oauth) } : {};
  }

  /** Client credentials grant (RFC 6749 section 4.4); a server that refuses Basic is asked again with the form. */
  async #token(oauth: OAuth): Promise<string> {
    const field = 'api.specificationCredentials.oauth.url';
    const parameters = filledParameters(oauth.requestParameters);
    const server = {
      issuer: oauth.url,
      token_endpoint: withQuery(oauth.url, parameters).href,
    };
    const client = { client_id: oauth.clientId };
    const ask = (authentication: ClientAuth) =>
      clientCredentialsGrantRequest(
        server,
        client,
        (as, { client_id: id }, body, headers) => {
          for (const [name, values] of Object.entries(
            parameters?.headers ?? {},
          )) {
            headers.set(name, values.join(', '));
          }
          return authentication(as, { client_id: id }, body, headers);
        },
        {},
        {
          [customFetch]: outboundFetch(this.#outbound, {
            purpose: 'token',
            maxBytes: MAX_TOKEN_BYTES,
            timeoutMs: this.#timeoutMs,
          }),
          // Whether plain http is allowed is for the outbound policy to say.
          [allowInsecureRequests]: true,
        },
      );
    return refused(field, async () => {
      let answer = await ask(ClientSecretBasic(oauth.clientSecret));
      if (answer.status === 400 || answer.status === 401) {
        answer = await ask(ClientSecretPost(oauth.clientSecret));
      }
      if (!answer.ok) {
        throw new SpecificationFetchError(
          `${field}: the token endpoint answered ${answer.status}`,
        );
      }
      const token = tokenSchema.parse(await answer.json());
      return `Bearer ${token.access_token}`;
    });
  }
}

/** A URL with those query parameters that it does not have yet. */
function withQuery(
  text: string,
  parameters: ReturnType<typeof filledParameters>,
): URL {
  const url = new URL(text);
  const given = new Set(url.searchParams.keys());
  for (const [name, values] of Object.entries(
    parameters?.queryParameters ?? {},
  )) {
    if (!given.has(name)) {
      values.forEach(value => url.searchParams.append(name, value));
    }
  }
  return url;
}

async function refused<T>(field: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof SpecificationFetchError) {
      throw error;
    }
    const text =
      error instanceof OutboundError
        ? error.message
        : 'the answer cannot be used';
    throw new SpecificationFetchError(`${field}: ${text}`, { cause: error });
  }
}
