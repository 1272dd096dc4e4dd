import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  EDGE_TEXTS,
  edgeErrorBody,
  StoreUnavailableError,
} from '@remote-env/plugin-remote-env-node';
import {
  drainBody,
  RETRY_AFTER_SECONDS,
  sendJson,
  type AnswerHeaders,
} from '../http/answers';
import {
  awaitsContinue,
  BodyIncompleteError,
  BodyTooLargeError,
} from '../http/body';
import { errorMessage } from '../process/errors';
import type { Logger } from '../process/Logger';
import type { EdgeMetrics } from './EdgeMetrics';
import type { Identifier } from './identity/Identifier';
import type { Refused } from './identity/judge';
import type { Entrance, Sender } from './listener/Entrance';
import type { SenderLog } from './SenderLog';
import type { EdgeCall, RouteTable } from './routes/RouteTable';
import { parseTarget } from './routes/target';

interface EdgeHandlerOptions {
  routes: RouteTable;
  identifier: Identifier;
  senders: SenderLog;
  metrics: EdgeMetrics;
  logger: Logger;
}

/** One request, and who sent it as its listener knows it. */
interface Received {
  req: IncomingMessage;
  res: ServerResponse;
  sender: Sender;
}

/** Name of the route in metrics for what matches none. */
const NO_ROUTE = 'none';
/** Name of the routes with lists of revoked certificates. */
export const REVOCATION_LISTS = 'revocation-lists';
/** Routes that answer whatever the view's age. */
const AT_ANY_AGE: ReadonlySet<string> = new Set(['health', REVOCATION_LISTS]);

/** Refuses; a body that nobody will read must not keep the connection in an unknown state. */
async function refuse(
  { req, res }: { req: IncomingMessage; res: ServerResponse },
  status: number,
  text: string,
  headers: AnswerHeaders = {},
) {
  const reusable = awaitsContinue(req) ? false : await drainBody(req);
  sendJson(res, status, edgeErrorBody(status, text), {
    ...headers,
    ...(reusable ? {} : { connection: 'close' }),
  });
}

/** Takes one request through target, route and identity to its handler, and answers for whatever goes wrong. */
export class EdgeHandler {
  readonly #options: EdgeHandlerOptions;
  #draining = false;

  static create(options: EdgeHandlerOptions): EdgeHandler {
    return new EdgeHandler(options);
  }

  private constructor(options: EdgeHandlerOptions) {
    this.#options = options;
  }

  /** From now on every answer ends its connection. */
  drain() {
    this.#draining = true;
  }

  /** @param entrance - the listener that the request came by */
  async handle(
    req: IncomingMessage,
    res: ServerResponse,
    entrance: Entrance,
  ): Promise<void> {
    const started = performance.now();
    // Before anything else: what forged certificates there are, are gone then.
    const sender = entrance.sender(req);
    if (sender.forged) {
      this.#options.senders.forged(sender);
    }
    let route = NO_ROUTE;
    if (this.#draining) {
      res.setHeader('connection', 'close');
    }
    res.once('close', () => {
      this.#options.metrics.answered(entrance.name, {
        route,
        status: res.statusCode,
        seconds: (performance.now() - started) / 1000,
      });
    });
    // A request or answer that breaks off is seen by whoever reads or writes it.
    req.on('error', () => {});
    res.on('error', () => {});
    try {
      await this.#route({ req, res, sender }, name => {
        route = name;
      });
    } catch (error) {
      await this.#fail({ req, res, sender }, error);
    }
  }

  async #route(
    { req, res, sender }: Received,
    noteRoute: (name: string) => void,
  ): Promise<void> {
    const { routes, identifier, senders } = this.#options;
    const target = parseTarget(req.url ?? '');
    if ('text' in target) {
      await refuse({ req, res }, target.status, target.text);
      return;
    }
    const match = routes.match(req.method, target.segments);
    if (match.found === 'nothing') {
      await refuse({ req, res }, 404, EDGE_TEXTS.notFound);
      return;
    }
    if (match.found === 'path') {
      await refuse({ req, res }, 405, EDGE_TEXTS.methodNotAllowed, {
        allow: match.allow,
      });
      return;
    }
    const { route, environment } = match;
    noteRoute(route.name);
    const call: EdgeCall = { req, res, target, ip: sender.ip };
    if (route.certificate === 'none') {
      const stale = AT_ANY_AGE.has(route.name)
        ? undefined
        : identifier.staleness();
      if (stale) {
        await this.#refused(
          { req, res, sender },
          { refusal: stale, route: route.name, asked: environment },
        );
        return;
      }
      await route.handle(call);
      return;
    }
    const judged = identifier.identify(sender.presented(), environment);
    const judgement = judged instanceof Promise ? await judged : judged;
    if (!judgement.accepted) {
      await this.#refused(
        { req, res, sender },
        { refusal: judgement, route: route.name, asked: environment },
      );
      return;
    }
    senders.used(judgement.identity, {
      route: route.name,
      ip: sender.ip,
      agent: req.headers['user-agent'],
    });
    await route.handle({ ...call, identity: judgement.identity });
  }

  async #refused(
    received: Received,
    {
      refusal,
      route,
      asked,
    }: { refusal: Refused; route: string; asked: string | undefined },
  ) {
    const { ip, listener, presented } = received.sender;
    this.#options.metrics.refused(listener, refusal.reason);
    this.#options.senders.refused(refusal, {
      peer: presented().peer,
      route,
      asked,
      ip,
      listener,
    });
    await refuse(
      received,
      refusal.status,
      refusal.text,
      refusal.status === 503 ? { 'retry-after': RETRY_AFTER_SECONDS } : {},
    );
  }

  async #fail({ req, res, sender }: Received, error: unknown) {
    if (res.headersSent) {
      res.destroy();
      return;
    }
    if (error instanceof BodyTooLargeError) {
      await refuse(
        { req, res },
        413,
        `Request body is larger than ${error.limit} bytes.`,
      );
      return;
    }
    if (error instanceof BodyIncompleteError) {
      sendJson(
        res,
        408,
        edgeErrorBody(408, 'Request did not arrive in time.'),
        {
          connection: 'close',
        },
      );
      return;
    }
    if (error instanceof StoreUnavailableError) {
      await refuse({ req, res }, 503, 'Service is not available now.', {
        'retry-after': RETRY_AFTER_SECONDS,
      });
      return;
    }
    this.#options.logger.error('A request failed', {
      listener: sender.listener,
      error: errorMessage(error),
    });
    await refuse({ req, res }, 500, 'Internal error.');
  }
}
