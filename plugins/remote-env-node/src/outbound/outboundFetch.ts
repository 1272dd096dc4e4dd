import type { OutboundClient, OutboundRequest } from './OutboundClient';

/** The part of fetch's second argument that is understood. */
export interface OutboundFetchInit {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | null;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;
/** Statuses whose `Response` must have no body (Fetch standard, "null body status"). */
const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * A fetch for libraries that take one, such as oauth4webapi's `customFetch`: same policy and limits as
 * `OutboundClient.request`, whole answers only, no redirects.
 */
export function outboundFetch(
  client: OutboundClient,
  options: Pick<OutboundRequest, 'purpose' | 'tls' | 'maxBytes' | 'timeoutMs'>,
): (url: string, init?: OutboundFetchInit) => Promise<Response> {
  return async (url, init = {}) => {
    const method = METHODS.find(m => m === (init.method ?? 'GET'));
    if (!method) {
      throw new TypeError(`method ${init.method} is not supported`);
    }
    const response = await client.request(url, {
      ...options,
      method,
      headers: init.headers,
      body: bodyOf(init.body),
      signal: init.signal ?? undefined,
    });
    const headers = new Headers();
    for (const [name, value] of Object.entries(response.headers)) {
      // The body is unpacked already.
      if (name === 'content-encoding' || name === 'content-length') {
        continue;
      }
      for (const each of [value ?? []].flat()) {
        headers.append(name, each);
      }
    }
    return new Response(
      WITHOUT_BODY.has(response.status) ? null : new Uint8Array(response.body),
      { status: response.status, headers },
    );
  };
}

function bodyOf(body: unknown): string | Buffer | undefined {
  if (body === undefined || body === null) {
    return undefined;
  }
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    return body;
  }
  if (body instanceof URLSearchParams) {
    return body.toString();
  }
  throw new TypeError('only strings, buffers and form parameters can be sent');
}
