import { Agent, request, type Dispatcher } from 'undici';
import type { OutboundConfig } from '../config';
import { AgentCache } from './AgentCache';
import { ACCEPTED_ENCODINGS, readBounded } from './boundedBody';
import { OutboundDeniedError, OutboundStatusError } from './errors';
import {
  OutboundPolicy,
  type CheckedUrl,
  type OutboundPurpose,
  type OwnListener,
} from './OutboundPolicy';
import {
  pinnedConnector,
  systemResolve,
  type OutboundTls,
  type Resolve,
} from './pinnedConnector';
import { toOutboundError } from './toOutboundError';

export interface OutboundClientOptions {
  /** Our own listeners and engines, which are never called; asked at every check. */
  own: () => Iterable<OwnListener>;
  /** Default: the system's resolver. */
  resolve?: Resolve;
}

/** Which agent to use. All times in milliseconds. */
export interface DispatcherOptions {
  purpose: OutboundPurpose;
  tls?: OutboundTls;
  /** Default 10,000. */
  connectTimeoutMs?: number;
  /** From the request sent to the answer's headers. Default 30,000. */
  headersTimeoutMs?: number;
  /** Between two pieces of the answer's body; 0: no limit. Default 30,000. */
  bodyTimeoutMs?: number;
}

export interface OutboundRequest {
  purpose: OutboundPurpose;
  /** Default GET. */
  method?: Dispatcher.HttpMethod;
  headers?: Record<string, string>;
  body?: string | Buffer;
  tls?: OutboundTls;
  /** Of the answer's body, as sent and as unpacked. */
  maxBytes: number;
  /** For everything: resolving, connecting, all redirects and the last byte. */
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface OutboundResponse {
  status: number;
  /** The URL that answered, after redirects. */
  url: string;
  /** Lower-case names; the content encoding is already undone. */
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface DocumentRequest
  extends Omit<OutboundRequest, 'method' | 'body'> {
  /** Default 3. */
  maxRedirects?: number;
}

const MAX_AGENTS = 1000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The one way out: every call of portal and gateway to a URL that came from outside goes through here. */
export class OutboundClient {
  readonly policy: OutboundPolicy;
  readonly #resolve: Resolve;
  readonly #agents = AgentCache.create(MAX_AGENTS);

  /** @throws Error that names the entry of the configuration that cannot be read */
  static create(
    config: OutboundConfig,
    options: OutboundClientOptions,
  ): OutboundClient {
    return new OutboundClient(
      OutboundPolicy.create(config, options.own),
      options.resolve ?? systemResolve,
    );
  }

  private constructor(policy: OutboundPolicy, resolve: Resolve) {
    this.policy = policy;
    this.#resolve = resolve;
  }

  /**
   * An agent that connects to this URL's host and port only, every address checked, and follows no redirect. For
   * streaming; whoever uses it limits size and total time, and maps failures with `toOutboundError`. Ask for it
   * at each call and use it at once: agents are shared, and retired when others are used more.
   *
   * @throws OutboundDeniedError
   */
  dispatcherFor(url: string | URL, options: DispatcherOptions): Agent {
    const checked = this.policy.checkUrl(url, options.purpose);
    return this.#agent(checked, options);
  }

  #agent(checked: CheckedUrl, options: DispatcherOptions): Agent {
    const {
      purpose,
      tls = {},
      connectTimeoutMs = 10_000,
      headersTimeoutMs = 30_000,
      bodyTimeoutMs = 30_000,
    } = options;
    return this.#agents.get(
      [
        checked.url.origin,
        purpose,
        tls.ca,
        tls.cert,
        tls.key,
        tls.rejectUnauthorized ?? true,
        connectTimeoutMs,
        headersTimeoutMs,
        bodyTimeoutMs,
      ],
      () =>
        new Agent({
          connect: pinnedConnector(this.policy, checked, {
            tls,
            connectTimeoutMs,
            resolve: this.#resolve,
          }),
          headersTimeout: headersTimeoutMs,
          bodyTimeout: bodyTimeoutMs,
          keepAliveTimeout: 10_000,
          keepAliveMaxTimeout: 60_000,
        }),
    );
  }

  /**
   * One request, the whole answer in memory, no redirects followed; any status is an answer.
   *
   * @throws OutboundError of one kind or another
   */
  async request(
    url: string | URL,
    options: OutboundRequest,
  ): Promise<OutboundResponse> {
    const checked = this.policy.checkUrl(url, options.purpose);
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = options.signal
      ? AbortSignal.any([options.signal, timeout])
      : timeout;
    return this.#send(checked, options, signal);
  }

  /**
   * Fetches a document: GET, redirects followed and each checked like the first, 200 only.
   *
   * @throws OutboundStatusError for any other status, and OutboundError of other kinds
   */
  async fetchDocument(
    url: string | URL,
    options: DocumentRequest,
  ): Promise<OutboundResponse> {
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = options.signal
      ? AbortSignal.any([options.signal, timeout])
      : timeout;
    let checked = this.policy.checkUrl(url, options.purpose);
    let { headers } = options;
    for (let left = options.maxRedirects ?? 3; ; left--) {
      const response = await this.#send(
        checked,
        { ...options, headers, method: 'GET' },
        signal,
      );
      const { location } = response.headers;
      if (!REDIRECTS.has(response.status) || typeof location !== 'string') {
        if (response.status !== 200) {
          throw new OutboundStatusError(checked.url.origin, response.status);
        }
        return response;
      }
      const next = this.#redirect(checked, location, left);
      if (next.url.origin !== checked.url.origin) {
        // Whatever the headers say, credentials above all, was meant for the first host.
        headers = undefined;
      }
      checked = next;
    }
  }

  #redirect(from: CheckedUrl, location: string, left: number): CheckedUrl {
    const target = URL.parse(location, from.url);
    const downgrade =
      from.url.protocol === 'https:' && target?.protocol === 'http:';
    if (left <= 0 || downgrade) {
      throw new OutboundDeniedError(from.url.origin, 'redirect');
    }
    return this.policy.checkUrl(target ?? location, from.purpose);
  }

  async #send(
    checked: CheckedUrl,
    options: OutboundRequest,
    signal: AbortSignal,
  ): Promise<OutboundResponse> {
    const { origin, href } = checked.url;
    try {
      const response = await request(href, {
        dispatcher: this.#agent(checked, {
          purpose: options.purpose,
          tls: options.tls,
          headersTimeoutMs: options.timeoutMs,
          bodyTimeoutMs: options.timeoutMs,
        }),
        method: options.method ?? 'GET',
        headers: {
          'accept-encoding': ACCEPTED_ENCODINGS,
          'user-agent': 'remote-env',
          ...options.headers,
        },
        body: options.body,
        signal,
      });
      const encoding = response.headers['content-encoding'];
      const body = await readBounded(response.body, {
        origin,
        contentEncoding: Array.isArray(encoding) ? encoding.join() : encoding,
        maxBytes: options.maxBytes,
      });
      return {
        status: response.statusCode,
        url: href,
        headers: response.headers,
        body,
      };
    } catch (error) {
      throw toOutboundError(error, origin);
    }
  }

  /** Breaks off whatever still runs and closes all connections. */
  async close(): Promise<void> {
    await this.#agents.destroy();
  }
}
