import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import { TestProxy } from './TestProxy';
import { TestServer, whole, type SeenRequest } from './TestServer';
import { TokenServer } from './TokenServer';

/** A proxy, an environment, and a target that wants tokens of an authorization server. */
export class ProtectedApis {
  readonly proxy: TestProxy;
  readonly shop: RemoteEnvironment;
  readonly target: TestServer;
  /** What the target saw; 401 without a good token. */
  seen: SeenRequest[] = [];
  tokens: TokenServer;
  /** Further servers of one test. */
  readonly servers: TestServer[] = [];

  static async start(): Promise<ProtectedApis> {
    const proxy = await TestProxy.start(config => {
      config.apiProxy.timeoutMs = 1500;
    });
    const shop = await proxy.environment('shop');
    const tokens = await newTokenServer();
    const target = await TestServer.start(
      whole((request, res) => {
        apis.seen.push(request);
        const { authorization } = request.headers;
        res.writeHead(apis.tokens.isGood(String(authorization)) ? 200 : 401);
        res.end(request.body);
      }),
    );
    const apis = new ProtectedApis(proxy, shop, target, tokens);
    return apis;
  }

  private constructor(
    proxy: TestProxy,
    shop: RemoteEnvironment,
    target: TestServer,
    tokens: TokenServer,
  ) {
    this.proxy = proxy;
    this.shop = shop;
    this.target = target;
    this.tokens = tokens;
  }

  /** An API that wants a token. */
  oauth(targetUrl: string = this.target.url) {
    return {
      targetUrl,
      authentication: { type: 'oauth' as const, tokenUrl: this.tokens.url },
      secret: { clientId: 'shop', clientSecret: 's3cret' },
    };
  }

  async server(...args: Parameters<typeof TestServer.start>) {
    const server = await TestServer.start(...args);
    this.servers.push(server);
    return server;
  }

  /** For the next test: nothing seen, no token issued. */
  async renew(): Promise<void> {
    await Promise.all(this.servers.splice(0).map(server => server.close()));
    await this.tokens.close();
    this.tokens = await newTokenServer();
    this.seen = [];
  }

  async close(): Promise<void> {
    await this.renew();
    await this.tokens.close();
    await this.proxy.close();
    await this.target.close();
  }
}

function newTokenServer(): Promise<TokenServer> {
  return TokenServer.start({
    clientId: 'shop',
    clientSecret: 's3cret',
    expiresIn: 3600,
  });
}
