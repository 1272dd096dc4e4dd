import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface PortalRequest {
  method: string;
  /** Path below the plugin's base, with its query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

type Answer = (request: PortalRequest) => {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Instead of `body`, as it is. */
  text?: string;
};

const BASE = '/api/remote-env';
const REFRESH = '/api/auth/local/refresh';
export const REFRESH_TOKEN = 'renewable-token-of-the-local-admin';

/** What Backstage answers when something is wrong. */
export function backstageError(status: number, message: string) {
  return {
    status,
    body: {
      error: { name: 'Error', message },
      response: { statusCode: status },
    },
  };
}

/** A portal as the command sees it: renews the local user's token and answers the routes that a test gives it. */
export class PortalServer {
  readonly requests: PortalRequest[] = [];
  readonly #answers = new Map<string, Answer>();
  #issued = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<PortalServer> {
    const server = createServer();
    const portal = new PortalServer(server);
    server.on('request', async (request, response) => {
      const answer = portal.#answer({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: await text(request),
      });
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        ...answer.headers,
      });
      response.end(
        answer.text ??
          (answer.body === undefined ? undefined : JSON.stringify(answer.body)),
      );
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return portal;
  }

  get url(): string {
    // A listening TCP server always has an address of this shape.
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Token that the last renewal gave. */
  get userToken(): string {
    return `user-token-${this.#issued}`;
  }

  /** @param route - e.g. `GET /v1/environments` */
  on(route: string, answer: Answer): void {
    this.#answers.set(route, answer);
  }

  reset(): void {
    this.requests.length = 0;
    this.#answers.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  #answer(request: PortalRequest): ReturnType<Answer> {
    if (request.path === REFRESH) {
      if (request.headers['x-remote-env-local-token'] !== REFRESH_TOKEN) {
        return backstageError(401, 'not the token of this installation');
      }
      this.#issued += 1;
      return {
        status: 200,
        body: { backstageIdentity: { token: this.userToken } },
      };
    }
    const own = { ...request, path: request.path.slice(BASE.length) };
    this.requests.push(own);
    if (
      !request.path.startsWith(BASE) ||
      request.headers.authorization !== `Bearer ${this.userToken}`
    ) {
      return backstageError(401, 'no user');
    }
    const answer = this.#answers.get(
      `${request.method} ${own.path.split('?')[0]}`,
    );
    return answer ? answer(own) : backstageError(404, 'no such route');
  }
}
