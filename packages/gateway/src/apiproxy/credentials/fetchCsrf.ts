import type {
  OutboundClient,
  OutboundTls,
} from '@remote-env/plugin-remote-env-node';
import { request } from 'undici';
import { ProxyError } from '../ProxyError';

/** What a target with protection against cross-site request forgery wants to see. */
export interface CsrfToken {
  token: string;
  /** Name and value of each cookie that came with it. */
  cookies: readonly (readonly [string, string])[];
}

/** The endpoint answered something other than 200. */
export class CsrfRefusedError extends ProxyError {
  /** What the endpoint answered. */
  readonly answered: number;

  constructor(answered: number) {
    super(502, `The CSRF token endpoint answered ${answered}.`);
    this.name = 'CsrfRefusedError';
    this.answered = answered;
  }
}

export interface CsrfRequest {
  url: string;
  /** The service's own authorization. */
  headers: readonly (readonly [string, string])[];
  tls: OutboundTls;
  timeoutMs: number;
}

/** The endpoint is often a whole service document; only its headers are wanted. */
const MAX_DUMP_BYTES = 128 * 1024;

/**
 * Fetches a token as the older system did (application-connector reference 2.5).
 *
 * @throws CsrfRefusedError, ProxyError 502, and whatever undici throws when the endpoint cannot be reached
 */
export async function fetchCsrf(
  outbound: OutboundClient,
  { url, headers, tls, timeoutMs }: CsrfRequest,
): Promise<CsrfToken> {
  const dispatcher = outbound.dispatcherFor(url, {
    purpose: 'target',
    tls,
    headersTimeoutMs: timeoutMs,
    bodyTimeoutMs: timeoutMs,
  });
  const answer = await request(url, {
    dispatcher,
    method: 'GET',
    headers: [
      ...headers.flat(),
      'x-csrf-token',
      'fetch',
      'accept',
      '*/*',
      'cache-control',
      'no-cache',
    ],
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.body.dump({ limit: MAX_DUMP_BYTES });
  if (answer.statusCode !== 200) {
    throw new CsrfRefusedError(answer.statusCode);
  }
  const token = [answer.headers['x-csrf-token'] ?? []].flat()[0];
  if (!token) {
    throw ProxyError.badGateway('The CSRF token endpoint sent no token.');
  }
  return { token, cookies: cookiesOf(answer.headers['set-cookie']) };
}

/** Attributes are of no use here: the cookies go back to the service that set them, and to no other. */
function cookiesOf(
  setCookie: string | string[] | undefined,
): [string, string][] {
  return [setCookie ?? []].flat().flatMap((line): [string, string][] => {
    const pair = line.split(';', 1)[0] ?? '';
    const equals = pair.indexOf('=');
    return equals > 0
      ? [[pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]]
      : [];
  });
}

/** The caller's cookies with those of the token, which win over others of their names. */
export function mergeCookies(
  callers: string | undefined,
  cookies: CsrfToken['cookies'],
): string {
  const names = new Set(cookies.map(([name]) => name));
  const kept = (callers ?? '')
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => pair && !names.has(pair.split('=', 1)[0]?.trim() ?? ''));
  return [...kept, ...cookies.map(([name, value]) => `${name}=${value}`)].join(
    '; ',
  );
}
