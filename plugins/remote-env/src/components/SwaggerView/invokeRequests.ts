import type { FetchApi } from '@backstage/frontend-plugin-api';
import { guardInvokeUrl, invokeHeaders } from '../../lib/documents/invokeGuard';

/** A request as Swagger's client makes it. */
export interface SwaggerRequest {
  url?: string;
  method?: string;
  headers?: HeadersInit;
  body?: BodyInit | null;
  /** Set when the client wants another document rather than to call the API. */
  loadSpec?: boolean;
  userFetch?: (url: string) => Promise<Response>;
}

interface SwaggerResponse {
  headers?: Record<string, unknown>;
}

/**
 * Sends what the reader tries out through Backstage's own fetch, which attaches the reader's token, and to our
 * invoke route only; anything else is refused before it leaves the page.
 */
export function invokeRequests(fetchApi: FetchApi, invokeUrl: string) {
  return {
    request<T extends SwaggerRequest>(given: T): T {
      const request = { ...given };
      if (request.loadSpec) {
        throw new Error('Other documents are not loaded');
      }
      const url = guardInvokeUrl(request.url ?? '', invokeUrl);
      const headers = invokeHeaders(new Headers(request.headers));
      request.url = url;
      request.userFetch = () =>
        fetchApi.fetch(url, {
          method: request.method,
          headers,
          body: request.body,
          credentials: 'omit',
        });
      return request;
    },

    /** Our route answers as a download so that no browser ever renders it; here it is shown as text. */
    response<T extends SwaggerResponse>(response: T): T {
      if (response.headers) {
        delete response.headers['content-disposition'];
      }
      return response;
    },
  };
}
