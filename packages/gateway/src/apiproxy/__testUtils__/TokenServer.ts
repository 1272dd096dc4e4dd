import { z } from 'zod';
import { TestServer, whole } from './TestServer';

const formSchema = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z.string(),
  client_secret: z.string().optional(),
});

interface TokenServerOptions {
  clientId: string;
  clientSecret: string;
  /** Seconds; absent: the server does not say. */
  expiresIn?: number;
  /** Refuses more than one way of authentication, as RFC 6749, 2.3 wants it; names the ways that it knows. */
  strict?: ('basic' | 'post')[];
}

/** An authorization server with the client credentials grant. */
export class TokenServer {
  readonly options: TokenServerOptions;
  readonly issued: string[] = [];
  /** Requests, whatever came of them. */
  asked = 0;
  /** Header and query of the last one. */
  lastHeaders: Record<string, string | string[] | undefined> = {};
  lastQuery = '';
  /** Awaited before each answer. */
  gate: Promise<void> = Promise.resolve();
  #server: TestServer | undefined;
  readonly #revoked = new Set<string>();

  static async start(options: TokenServerOptions): Promise<TokenServer> {
    const server = new TokenServer(options);
    server.#server = await TestServer.start(
      whole(async (seen, res) => {
        server.asked += 1;
        server.lastHeaders = seen.headers;
        server.lastQuery = seen.url.split('?')[1] ?? '';
        await server.gate;
        const { status, body } = server.#answer(
          seen.body,
          String(seen.headers.authorization ?? ''),
        );
        res.writeHead(status, { 'content-type': 'application/json' });
        res.end(JSON.stringify(body));
      }),
    );
    return server;
  }

  private constructor(options: TokenServerOptions) {
    this.options = { ...options };
  }

  get url(): string {
    return `${this.#server?.url}/token`;
  }

  isGood(authorization: string | undefined): boolean {
    const token = authorization?.replace(/^Bearer /, '') ?? '';
    return this.issued.includes(token) && !this.#revoked.has(token);
  }

  revokeAll(): void {
    this.issued.forEach(token => this.#revoked.add(token));
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  #answer(body: string, authorization: string) {
    const { clientId, clientSecret, expiresIn, strict } = this.options;
    const form = formSchema.safeParse(
      Object.fromEntries(new URLSearchParams(body)),
    );
    const basic = authorization.startsWith('Basic ')
      ? Buffer.from(authorization.slice(6), 'base64').toString()
      : undefined;
    const post = form.success ? form.data.client_secret : undefined;
    if (strict && basic !== undefined && post !== undefined) {
      return { status: 400, body: { error: 'invalid_request' } };
    }
    const goodBasic = strict
      ? strict.includes('basic') &&
        basic ===
          `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`
      : basic === `${clientId}:${clientSecret}`;
    const goodPost =
      (!strict || strict.includes('post')) &&
      form.success &&
      form.data.client_id === clientId &&
      post === clientSecret;
    // As lenient servers do: whichever is there.
    if (!goodBasic && !goodPost) {
      return { status: 401, body: { error: 'invalid_client' } };
    }
    const token = `token-${this.issued.length + 1}`;
    this.issued.push(token);
    return {
      status: 200,
      body: {
        access_token: token,
        expires_in: expiresIn,
        token_type: 'bearer',
      },
    };
  }
}
