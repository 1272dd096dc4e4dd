import { setTimeout as sleep } from 'node:timers/promises';
import {
  HttpMethod,
  IsomorphicFetchHttpLibrary,
  RequestContext,
  type ResponseContext,
} from '@kubernetes/client-node';
import { ApiRefusal } from './ApiRefusal';
import type { PooledKubeConfig } from './PooledKubeConfig';
import { readItems } from './readItems';
import { Slots } from './Slots';

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Begins with a slash. */
  path: string;
  query?: Record<string, string | undefined>;
  body?: unknown;
  /** Default `application/json`. */
  contentType?: string;
  /** Asks for an answer that is not compressed: in a network as fast as a cluster's, packing long ones takes longer than sending them. */
  uncompressed?: boolean;
}

export interface KubernetesApiOptions {
  config: PooledKubeConfig;
  /** Requests under way at once, so that a burst does not fill the server's queues. Default 64. */
  concurrency?: number;
  /** Milliseconds until an answer must be there. Default 30000. */
  timeoutMs?: number;
}

const CONCURRENCY = 64;
const TIMEOUT_MS = 30_000;

/** Tries of a read that fails on its way at most. */
const ATTEMPTS = 6;
const FIRST_DELAY_MS = 50;
const LAST_DELAY_MS = 2000;

/**
 * Requests to an API server in plain JSON: identity and TLS are those of the kubeconfig. Client-node's typed clients
 * would turn timestamps into `Date`, and the bodies of refusals into text.
 */
export class KubernetesApi {
  readonly #config: PooledKubeConfig;
  readonly #timeoutMs: number;
  readonly #slots: Slots;
  readonly #http = new IsomorphicFetchHttpLibrary();
  readonly #closing = new AbortController();

  static create(options: KubernetesApiOptions): KubernetesApi {
    return new KubernetesApi(options);
  }

  private constructor(options: KubernetesApiOptions) {
    this.#config = options.config;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#slots = Slots.create(options.concurrency ?? CONCURRENCY);
  }

  /**
   * Tries again what the server refused unread (429), and reads that failed on their way; a write that may have
   * happened is never repeated.
   *
   * @throws ApiRefusal, or whatever the transport throws
   */
  async request(request: ApiRequest): Promise<unknown> {
    return this.#repeat(request, async ({ body }) =>
      JSON.parse(await body.text()),
    );
  }

  /**
   * As `request`, for a list of any length: its items are read while they come, so that what is not kept of them is
   * never in memory together.
   *
   * @param read - called for each item in the server's order; what it throws ends the request
   * @returns what the list has beside them
   */
  async requestItems<T>(
    request: ApiRequest,
    read: (item: unknown) => T | undefined,
  ): Promise<{ metadata: unknown; items: T[] }> {
    return this.#repeat(request, ({ body }) => readItems(body.stream(), read));
  }

  async #repeat<T>(
    request: ApiRequest,
    read: (answer: ResponseContext) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.any([
      AbortSignal.timeout(this.#timeoutMs),
      this.#closing.signal,
    ]);
    let delay = FIRST_DELAY_MS;
    for (let attempt = 1; ; attempt++) {
      const { generation } = this.#config;
      try {
        return await this.#slots.run(() => this.#send(request, signal, read));
      } catch (error) {
        if (!(error instanceof ApiRefusal) && !signal.aborted) {
          this.#config.reconnect(generation);
        }
        if (signal.aborted || !mayRepeat(request, attempt, error)) {
          throw error;
        }
        const wait =
          Math.max(retryAfterMs(error), delay) * (0.75 + Math.random() / 2);
        await sleep(wait, undefined, { signal }).catch(() => {
          throw error;
        });
        delay = Math.min(delay * 2, LAST_DELAY_MS);
      }
    }
  }

  /** Cuts what is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#config.disconnect();
  }

  async #send<T>(
    { method, path, query = {}, body, contentType, uncompressed }: ApiRequest,
    signal: AbortSignal,
    read: (answer: ResponseContext) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const server = this.#config.getCurrentCluster()?.server ?? '';
    const context = new RequestContext(
      `${server.replace(/\/$/, '')}${path}`,
      HttpMethod[method],
    );
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) {
        context.setQueryParam(name, value);
      }
    }
    context.setHeaderParam('Accept', 'application/json');
    if (uncompressed) {
      context.setHeaderParam('Accept-Encoding', 'identity');
    }
    if (body !== undefined) {
      context.setHeaderParam('Content-Type', contentType ?? 'application/json');
      context.setBody(JSON.stringify(body));
    }
    context.setSignal(signal);
    await this.#config.applySecurityAuthentication(context);
    const response = await this.#http.send(context).toPromise();
    if (response.httpStatusCode < 200 || response.httpStatusCode > 299) {
      throw ApiRefusal.parse(
        response.httpStatusCode,
        await response.body.text(),
        response.headers['retry-after'],
      );
    }
    return read(response);
  }
}

/** A server that is too busy (429) has read nothing: it is asked until the time is up. */
function mayRepeat(
  { method }: ApiRequest,
  attempt: number,
  error: unknown,
): boolean {
  if (error instanceof ApiRefusal && error.code === 429) {
    return true;
  }
  const passing =
    error instanceof ApiRefusal
      ? error.code === 503 || error.code === 504
      : !(error instanceof SyntaxError);
  return method === 'GET' && attempt < ATTEMPTS && passing;
}

function retryAfterMs(error: unknown): number {
  const seconds =
    error instanceof ApiRefusal ? error.retryAfterSeconds ?? 0 : 0;
  return Math.min(seconds * 1000, LAST_DELAY_MS);
}
