import type { FetchApi } from '@backstage/frontend-plugin-api';

/** What the portal was asked, as it would go over the network. */
export interface PortalRequest {
  method: string;
  /** Path below the plugin's base, e.g. `/v1/environments`. */
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: string;
}

export interface PortalAnswer {
  status?: number;
  body?: unknown;
}

type Handler = (request: PortalRequest) => PortalAnswer | Promise<PortalAnswer>;

export const PORTAL_BASE = 'http://localhost:7007/api/remote-env';

/**
 * The network's other end in tests: answers by `METHOD /path` and keeps what it was asked. Everything up to
 * `fetch` is the plugin's own.
 */
export class TestPortal {
  readonly requests: PortalRequest[] = [];
  readonly #handlers = new Map<string, Handler>();

  static create(handlers: Record<string, Handler | PortalAnswer>): TestPortal {
    const portal = new TestPortal();
    for (const [route, handler] of Object.entries(handlers)) {
      portal.on(route, handler);
    }
    return portal;
  }

  on(route: string, handler: Handler | PortalAnswer): void {
    this.#handlers.set(
      route,
      typeof handler === 'function' ? handler : () => handler,
    );
  }

  asked(route: string): PortalRequest[] {
    return this.requests.filter(
      ({ method, path }) => `${method} ${path}` === route,
    );
  }

  readonly fetchApi: FetchApi = {
    fetch: async (input, init = {}) => {
      const url = new URL(String(input));
      const request: PortalRequest = {
        method: init.method ?? 'GET',
        path: decodeURIComponent(
          url.href.startsWith(PORTAL_BASE)
            ? url.pathname.slice(new URL(PORTAL_BASE).pathname.length)
            : url.href,
        ),
        query: url.searchParams,
        headers: new Headers(init.headers),
        body: typeof init.body === 'string' ? init.body : '',
      };
      this.requests.push(request);
      const handler = this.#handlers.get(`${request.method} ${request.path}`);
      const { status = 200, body } = handler
        ? await handler(request)
        : problem(404, 'NotFoundError', `no ${request.path}`);
      return new Response(
        typeof body === 'string' || body === undefined
          ? body
          : JSON.stringify(body),
        { status, headers: { 'content-type': 'application/json' } },
      );
    },
  };
}

/** An error in Backstage's shape. */
export function problem(
  status: number,
  name: string,
  message: string,
): PortalAnswer {
  return {
    status,
    body: { error: { name, message }, response: { statusCode: status } },
  };
}

/** A list that fits on one page. */
export function page(items: unknown[]): PortalAnswer {
  return { body: { items, totalItems: items.length } };
}
