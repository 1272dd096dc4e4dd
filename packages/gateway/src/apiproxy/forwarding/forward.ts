import {
  toOutboundError,
  type OutboundClient,
} from '@remote-env/plugin-remote-env-node';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { errors } from 'undici';
import { hasBody } from '../../http/answers';
import { askForBody } from '../../http/body';
import type { Admission } from '../access/admit';
import type { CallerBase } from '../addressing/location';
import { asProxyError } from '../asProxyError';
import type { Authorization, Authorizer } from '../credentials/Authorizer';
import { mergeCookies } from '../credentials/fetchCsrf';
import { addHeaders, addQuery } from '../credentials/parameters';
import { ProxyError } from '../ProxyError';
import {
  headerValue,
  requestHeaders,
  responseHeaders,
  setHeader,
  type RawHeaders,
} from './headers';
import { BodyBrokenOffError, RequestBody } from './RequestBody';
import { prepare, type Target } from './prepare';
import { rewriteLocations } from './rewriteLocations';
import { TargetExchange, type ExchangeEnd } from './TargetExchange';

export interface ForwardDeps {
  outbound: OutboundClient;
  authorizer: Authorizer;
  /** Until the target's answer begins. */
  timeoutMs: number;
  /** Bytes of a body that are kept for the one retry. */
  retryBodyLimit: number;
}

/** An admitted call on its way. */
export interface Call {
  req: IncomingMessage;
  res: ServerResponse;
  admission: Admission;
  /** The admission by a newer registration, when one comes soon. */
  readmit: () => Promise<Admission | undefined>;
  /** Below the service; empty, or beginning with `/`. */
  path: string;
  query: string | undefined;
  base: CallerBase;
  /** Tokens that the caller showed. */
  secrets: readonly string[];
  /** The caller's own `Authorization` for the target, instead of the stored credentials. */
  accessToken: string | undefined;
  /** Further headers that do not pass, lower case. */
  drop: { request: ReadonlySet<string>; response: ReadonlySet<string> };
  /** Protocol that the caller wants to change to. */
  upgrade?: {
    protocol: string;
    /** Takes both ends once the target agrees. */
    connect: (headers: RawHeaders, target: Duplex) => void;
  };
}

/** The caller went away before it had the answer. */
export class CallerGoneError extends Error {
  constructor() {
    super('the caller went away');
    this.name = 'CallerGoneError';
  }
}

/** Milliseconds without a byte of the answer, after its head, until it is given up. */
const BODY_IDLE_MS = 10 * 60_000;

const REFUSED: ReadonlySet<number> = new Set([401, 403]);

/**
 * Sends a call to its target and the answer to its caller, with the one retry that application-connector reference
 * 2.5 asks for: after 401 or 403, when a token was used that can have grown old, and the body is still at hand.
 *
 * @throws ProxyError while nothing has been sent to the caller, CallerGoneError
 */
export async function forward(
  call: Call,
  deps: ForwardDeps,
): Promise<Exclude<ExchangeEnd, { kind: 'held' }>> {
  const { req, res } = call;
  let current: TargetExchange | undefined;
  const onClose = () => {
    if (!res.writableFinished) {
      current?.abort(new CallerGoneError());
    }
  };
  res.once('close', onClose);
  try {
    const { admission, target, authorization } = await prepare(
      call,
      deps.authorizer,
    );
    const send = (
      auth: Authorization,
      body: Readable | Buffer | null,
      mayRetry: boolean,
    ) => {
      if (res.destroyed || res.socket?.destroyed) {
        throw new CallerGoneError();
      }
      current = dispatch(call, deps, target, auth, body, mayRetry);
      return current;
    };
    const renewable = Boolean(authorization.token ?? authorization.csrf);
    let body: RequestBody | undefined;
    if (hasBody(req)) {
      askForBody(req, res);
      body = RequestBody.open(req, renewable ? deps.retryBodyLimit : 0);
    }
    const first = send(authorization, body?.stream ?? null, renewable);
    const end = await first.end;
    if (end.kind !== 'held') {
      body?.release();
      return end;
    }
    const replay = body ? await body.replay() : null;
    if (replay === undefined) {
      deps.authorizer.forget(authorization);
      return settled(await first.pass());
    }
    body?.release();
    first.discard();
    const fresh = await deps.authorizer.authorize(admission, authorization);
    return settled(await send(fresh, replay, false).end);
  } catch (error) {
    throw asCallError(error, call);
  } finally {
    res.off('close', onClose);
  }
}

function settled(end: ExchangeEnd): Exclude<ExchangeEnd, { kind: 'held' }> {
  if (end.kind === 'held') {
    throw new Error('an answer was held twice');
  }
  return end;
}

function dispatch(
  call: Call,
  { outbound, timeoutMs }: ForwardDeps,
  target: Target,
  authorization: Authorization,
  body: Readable | Buffer | null,
  mayRetry: boolean,
): TargetExchange {
  const { req, res, upgrade, drop } = call;
  const { url } = target;
  const path = addQuery(target.path, authorization.parameters.query);
  const exchange = TargetExchange.create(res, {
    hold: status => mayRetry && REFUSED.has(status),
    head: (status, message, raw) => {
      const headers = responseHeaders(raw, drop.response);
      rewriteLocations(headers, status, call, url, path);
      res.writeHead(status, message, headers);
      if (headerValue(headers, 'content-length') === undefined) {
        // The first piece of a stream of events can be long in coming.
        res.flushHeaders();
      }
    },
    upgraded: upgrade?.connect,
  });
  outbound
    .dispatcherFor(url, {
      purpose: 'target',
      tls: authorization.tls,
      connectTimeoutMs: Math.min(timeoutMs, 10_000),
      headersTimeoutMs: timeoutMs,
      bodyTimeoutMs: BODY_IDLE_MS,
    })
    .dispatch(
      {
        origin: url.origin,
        method: methodOf(req),
        path,
        headers: headersFor(call, authorization),
        body,
        upgrade: upgrade?.protocol,
      },
      exchange,
    );
  return exchange;
}

function methodOf(req: IncomingMessage): string {
  return req.method ?? 'GET';
}

function headersFor(call: Call, authorization: Authorization): RawHeaders {
  const headers = requestHeaders(
    call.req.rawHeaders,
    call.secrets,
    call.drop.request,
  );
  addHeaders(headers, authorization.parameters.headers);
  if (authorization.authorization !== undefined) {
    setHeader(headers, 'authorization', authorization.authorization);
  }
  const csrf = authorization.csrf?.value;
  if (csrf) {
    setHeader(headers, 'x-csrf-token', csrf.token);
    if (csrf.cookies.length > 0) {
      const callers = headerValue(headers, 'cookie');
      setHeader(headers, 'cookie', mergeCookies(callers, csrf.cookies));
    }
  }
  return headers;
}

function asCallError(error: unknown, { res, admission }: Call): Error {
  if (
    error instanceof CallerGoneError ||
    error instanceof BodyBrokenOffError ||
    res.destroyed
  ) {
    return new CallerGoneError();
  }
  if (error instanceof ProxyError) {
    return error;
  }
  if (
    error instanceof errors.InvalidArgumentError ||
    error instanceof errors.NotSupportedError
  ) {
    return new ProxyError(400, 'The request cannot be passed on.', {
      cause: error,
    });
  }
  const origin = URL.parse(admission.api.targetUrl)?.origin ?? '?';
  return asProxyError(toOutboundError(error, origin));
}
