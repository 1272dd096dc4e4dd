import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  assertionKeyOf,
  assertionKeys,
  edgeErrorBody,
  GATEWAY_HEADERS,
  GATEWAY_PROTOCOL_VERSION,
  gatewayTokenOf,
  signAssertion,
  type GatewayConfig,
  type SharedSecret,
} from '@remote-env/plugin-remote-env-node';
import { Pool, type Dispatcher } from 'undici';
import { z } from 'zod';
import {
  hasBody,
  RETRY_AFTER_SECONDS,
  sendJson,
  setSecurityHeaders,
} from '../../http/answers';
import {
  askForBody,
  BodyIncompleteError,
  BodyTooLargeError,
  checkDeclaredLength,
  readBody,
} from '../../http/body';
import { errorMessage } from '../../process/errors';
import type { Logger } from '../../process/Logger';
import type { Identity } from '../identity/judge';
import type { EdgeCall } from '../routes/RouteTable';
import { requestHeaders, responseHeaders } from './headers';

const CONNECT_MS = 3000;
/** Registration may fetch a specification before it answers. */
const ANSWER_MS = 90_000;
/** For one answer to be read by the client, so that slow readers cannot hold all connections. */
const READ_MS = 300_000;
const CONNECTIONS = 64;
/** Error bodies are short; a longer one is none of ours. */
const MAX_ERROR_BODY = 64 * 1024;

/** Statuses that tell of the portal's own trouble when they do not carry an error of the edge's shape. */
const AWAY: ReadonlySet<number> = new Set([401, 403, 404, 502, 503, 504]);

const errorBodySchema = z.object({ code: z.number(), error: z.string() });

interface PortalClientOptions {
  portal: GatewayConfig['portal'];
  logger: Logger;
}

export interface ForwardOptions {
  /** Bytes of the request body at most. */
  bodyLimit: number;
  /**
   * Milliseconds for a body that is read before the portal is called; absent: it is streamed. Strangers could hold
   * all connections to the portal by streaming slowly.
   */
  bodyTimeoutMs?: number;
  identity?: Identity;
}

async function* limited(req: IncomingMessage, limit: number) {
  let size = 0;
  for await (const chunk of req) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limit) {
      throw new BodyTooLargeError(limit);
    }
    yield bytes;
  }
}

async function readShort(
  body: Dispatcher.ResponseData['body'],
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_ERROR_BODY) {
      return undefined;
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function edgeError(status: number, body: Buffer | undefined): unknown {
  try {
    const value: unknown = JSON.parse(body?.toString() ?? '');
    const parsed = errorBodySchema.safeParse(value);
    return parsed.success && parsed.data.code === status ? value : undefined;
  } catch {
    return undefined;
  }
}

function sendUnavailable(res: ServerResponse) {
  sendJson(res, 503, edgeErrorBody(503, 'Service is not available now.'), {
    'retry-after': RETRY_AFTER_SECONDS,
  });
}

/**
 * Passes calls on to the portal: path, method, query and body as they came, the identity in a signed assertion
 * (docs/decisions/0001-foundation.md, "Gateway to portal").
 */
export class PortalClient {
  readonly #logger: Logger;
  readonly #token: SharedSecret;
  readonly #key: SharedSecret;
  readonly #basePath: string;
  readonly #pool: Pool;

  static create({ portal, logger }: PortalClientOptions): PortalClient {
    return new PortalClient(portal, logger);
  }

  private constructor(portal: GatewayConfig['portal'], logger: Logger) {
    const url = new URL(portal.url);
    this.#logger = logger;
    this.#token = gatewayTokenOf(portal);
    this.#key = assertionKeyOf(portal);
    this.#basePath = `${url.pathname.replace(/\/+$/, '')}/edge`;
    this.#pool = new Pool(url.origin, {
      connections: CONNECTIONS,
      connect: { timeout: CONNECT_MS },
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
    });
  }

  /**
   * Answers the call with what the portal says, or that it is away.
   *
   * @throws BodyTooLargeError, BodyIncompleteError
   */
  async forward(call: EdgeCall, options: ForwardOptions): Promise<void> {
    const { req, res } = call;
    checkDeclaredLength(req, options.bodyLimit);
    const gone = new AbortController();
    const onClose = () => gone.abort();
    res.once('close', onClose);
    try {
      const answer = await this.#request(call, options, gone.signal);
      await this.#answer(res, answer, call);
    } catch (error) {
      if (
        error instanceof BodyTooLargeError ||
        error instanceof BodyIncompleteError
      ) {
        throw error;
      }
      if (gone.signal.aborted) {
        return;
      }
      this.#logger.warn('The portal cannot be reached', {
        path: call.target.path,
        error: errorMessage(error),
      });
      if (res.headersSent) {
        res.destroy();
      } else {
        sendUnavailable(res);
      }
    } finally {
      res.off('close', onClose);
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #request(
    { req, res, target, ip }: EdgeCall,
    options: ForwardOptions,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const method = req.method ?? 'GET';
    const { identity } = options;
    const body = hasBody(req) ? await this.#body(req, res, options) : null;
    const [key] = await assertionKeys(this.#key);
    const assertion = await signAssertion(key, {
      method,
      path: target.path,
      ip,
      ...(identity && {
        identity: {
          fingerprint: identity.fingerprint,
          environment: {
            name: identity.environment.name,
            uid: identity.environment.uid,
          },
        },
      }),
    });
    const length = req.headers['content-length'];
    return this.#pool.request({
      method: method as Dispatcher.HttpMethod,
      path: `${this.#basePath}${target.path}${target.query}`,
      headers: {
        ...requestHeaders(req.headers),
        ...(body && length !== undefined && { 'content-length': length }),
        authorization: `Bearer ${await this.#token.first()}`,
        [GATEWAY_HEADERS.protocol]: String(GATEWAY_PROTOCOL_VERSION),
        [GATEWAY_HEADERS.assertion]: assertion,
      },
      body,
      signal,
    });
  }

  async #body(
    req: IncomingMessage,
    res: ServerResponse,
    { bodyLimit, bodyTimeoutMs }: ForwardOptions,
  ): Promise<Readable | Buffer> {
    if (bodyTimeoutMs !== undefined) {
      return readBody(req, res, { limit: bodyLimit, timeoutMs: bodyTimeoutMs });
    }
    askForBody(req, res);
    return Readable.from(limited(req, bodyLimit), { objectMode: false });
  }

  async #answer(
    res: ServerResponse,
    { statusCode, headers, body }: Dispatcher.ResponseData,
    call: EdgeCall,
  ): Promise<void> {
    const kept = responseHeaders(headers);
    if (statusCode >= 400 && call.req.method !== 'HEAD') {
      const error = edgeError(statusCode, await readShort(body));
      if (error !== undefined) {
        const retryAfter = kept['retry-after'];
        sendJson(res, statusCode, error, {
          ...(typeof retryAfter === 'string' && { 'retry-after': retryAfter }),
        });
        return;
      }
      this.#logger.warn(
        'The portal answered with an error that is none of the edge',
        {
          path: call.target.path,
          statusCode,
        },
      );
      if (AWAY.has(statusCode)) {
        sendUnavailable(res);
      } else {
        sendJson(
          res,
          statusCode,
          edgeErrorBody(statusCode, 'Request could not be processed.'),
        );
      }
      return;
    }
    setSecurityHeaders(res);
    res.writeHead(statusCode, kept);
    await pipeline(body, res, { signal: AbortSignal.timeout(READ_MS) });
  }
}
