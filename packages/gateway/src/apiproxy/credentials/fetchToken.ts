import {
  outboundFetch,
  type OutboundClient,
} from '@remote-env/plugin-remote-env-node';
import {
  allowInsecureRequests,
  clientCredentialsGrantRequest,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  TlsClientAuth,
  type ClientAuth,
} from 'oauth4webapi';
import { z } from 'zod';
import { ProxyError } from '../ProxyError';
import type { TokenSource } from './Credential';
import { addQuery } from './parameters';

export interface FetchedToken {
  accessToken: string;
  /** Seconds from now; undefined when the server does not say. */
  expiresIn: number | undefined;
}

/**
 * How the client says who it is. The older system sent id and secret in the form and by Basic at once, and servers
 * that know one of the two took what they knew; so that comes first. RFC 6749 (2.3) forbids it, and strict servers
 * answer `invalid_request`: for them one at a time.
 */
const WITH_SECRET = ['both', 'basic', 'post'] as const;
type Method = (typeof WITH_SECRET)[number];

const MAX_ANSWER_BYTES = 256 * 1024;

const answerSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  /** Older servers leave it out. */
  token_type: z
    .string()
    .refine(type => type.toLowerCase() === 'bearer')
    .nullish(),
  /** Some send it as text. */
  expires_in: z.coerce.number().nullish(),
});
const errorSchema = z.object({ error: z.string() });

/**
 * Gets a token by the client credentials grant (RFC 6749, 4.4).
 *
 * @throws ProxyError 502, and OutboundError when the server cannot be reached
 */
export async function fetchToken(
  outbound: OutboundClient,
  source: TokenSource,
  timeoutMs: number,
): Promise<FetchedToken> {
  const { clientSecret } = source;
  if (clientSecret === undefined) {
    return readAnswer(
      await request(outbound, source, TlsClientAuth(), timeoutMs),
    );
  }
  for (const method of WITH_SECRET) {
    const answer = await request(
      outbound,
      source,
      authentication(method, clientSecret),
      timeoutMs,
    );
    if (method === 'post' || !(await mayTryNext(method, answer))) {
      return readAnswer(answer);
    }
  }
  throw new Error('unreachable: the last method always answers');
}

function authentication(method: Method, clientSecret: string): ClientAuth {
  switch (method) {
    case 'basic':
      return ClientSecretBasic(clientSecret);
    case 'post':
      return ClientSecretPost(clientSecret);
    default:
      return (_as, { client_id: id }, body, headers) => {
        body.set('client_id', id);
        body.set('client_secret', clientSecret);
        // Not form-encoded within Basic, as RFC 6749 would have it: the servers meant here do not decode it.
        const pair = Buffer.from(`${id}:${clientSecret}`).toString('base64');
        headers.set('authorization', `Basic ${pair}`);
      };
  }
}

/** Whether the refusal is about the way of saying who asks, and not about who asks. */
async function mayTryNext(method: Method, answer: Response): Promise<boolean> {
  if (answer.status !== 400 && answer.status !== 401) {
    return false;
  }
  const body = errorSchema.safeParse(await json(answer.clone()));
  const error = body.success ? body.data.error : undefined;
  return method === 'both'
    ? answer.status === 400 && error === 'invalid_request'
    : error === 'invalid_client';
}

async function request(
  outbound: OutboundClient,
  source: TokenSource,
  authenticate: ClientAuth,
  timeoutMs: number,
): Promise<Response> {
  const { parameters, certificate, skipVerify } = source;
  const url = new URL(source.tokenUrl);
  const endpoint = new URL(
    addQuery(`${url.pathname}${url.search}`, parameters.query),
    url,
  );
  return clientCredentialsGrantRequest(
    { issuer: url.origin, token_endpoint: endpoint.href },
    { client_id: source.clientId },
    (as, client, body, headers) => {
      for (const [name, value] of parameters.headers) {
        headers.append(name, value);
      }
      return authenticate(as, client, body, headers);
    },
    {},
    {
      // Whether plain http is allowed is for the outbound policy to say.
      [allowInsecureRequests]: true,
      [customFetch]: outboundFetch(outbound, {
        purpose: 'token',
        tls: { ...certificate, rejectUnauthorized: !skipVerify },
        maxBytes: MAX_ANSWER_BYTES,
        timeoutMs,
      }),
    },
  );
}

async function readAnswer(answer: Response): Promise<FetchedToken> {
  if (answer.status !== 200) {
    throw ProxyError.badGateway(
      `The token endpoint answered ${answer.status}.`,
    );
  }
  const body = answerSchema.safeParse(await json(answer));
  if (!body.success) {
    throw ProxyError.badGateway('The token endpoint sent no bearer token.');
  }
  const { access_token: accessToken, expires_in: expiresIn } = body.data;
  return {
    accessToken,
    expiresIn:
      typeof expiresIn === 'number' && Number.isFinite(expiresIn)
        ? expiresIn
        : undefined,
  };
}

async function json(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}
