import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import {
  edgeErrorBody,
  PortError,
  type GatewayConfig,
} from '@remote-env/plugin-remote-env-node';
import { RETRY_AFTER_SECONDS, sendJson } from '../http/answers';
import { BodyIncompleteError, BodyTooLargeError } from '../http/body';
import { closeServer } from '../http/listen';
import { errorMessage } from '../process/errors';
import type { Logger } from '../process/Logger';
import { bearerCheck } from './bearer';
import { bindInstanceSocket } from './instanceSocket';
import {
  ControlError,
  CONTROL_ROUTES,
  type ControlContext,
  type DataPlane,
  type ProcessControl,
} from './routes';

const HEADERS_MS = 10_000;

/** What errors of the ports mean here. */
const STATUS_BY_ERROR: Readonly<Record<string, number>> = {
  ResourceNotFoundError: 404,
  ContinueTokenExpiredError: 400,
  ResourceInvalidError: 400,
  StoreUnavailableError: 503,
};

function statusOf(error: unknown): number {
  if (error instanceof ControlError) {
    return error.status;
  }
  if (error instanceof BodyTooLargeError) {
    return 413;
  }
  if (error instanceof BodyIncompleteError) {
    return 408;
  }
  return error instanceof PortError ? STATUS_BY_ERROR[error.name] ?? 500 : 500;
}

/** @returns undefined when a part is no percent-encoded text */
function decoded(
  groups: Record<string, string | undefined>,
): Record<string, string> | undefined {
  try {
    return Object.fromEntries(
      Object.entries(groups).flatMap(([name, text]) =>
        // The rest of a path goes on as it came.
        text === undefined
          ? []
          : [[name, name === 'rest' ? text : decodeURIComponent(text)]],
      ),
    );
  } catch {
    return undefined;
  }
}

/**
 * The entrance for the portal, on a Unix socket that also keeps a second gateway from the same data directory. It
 * is open from the first moment; until `serve` is called, it can be asked for its status and to end, no more.
 */
export class ControlServer {
  readonly #server: Server;
  readonly #isAuthorized: (req: IncomingMessage) => boolean;
  readonly #logger: Logger;
  readonly #context: ControlContext;
  #dataPlane: DataPlane | undefined;
  #release: () => Promise<void> = async () => {};

  /** @throws InstanceRunningError */
  static async open(
    config: GatewayConfig['control'],
    processControl: ProcessControl,
    logger: Logger,
  ): Promise<ControlServer> {
    const control = new ControlServer(config.token, processControl, logger);
    control.#release = await bindInstanceSocket(
      control.#server,
      config.socketPath,
    );
    return control;
  }

  private constructor(
    token: string,
    processControl: ProcessControl,
    logger: Logger,
  ) {
    this.#logger = logger;
    this.#context = {
      ...processControl,
      dataPlane: () => {
        if (!this.#dataPlane) {
          throw new ControlError(503, 'the gateway is starting');
        }
        return this.#dataPlane;
      },
    };
    this.#isAuthorized = bearerCheck(token);
    this.#server = createServer(
      { headersTimeout: HEADERS_MS, keepAliveTimeout: 5000 },
      (req, res) => {
        this.#handle(req, res);
      },
    );
  }

  /** Opens the rest. */
  serve(dataPlane: DataPlane) {
    this.#dataPlane = dataPlane;
  }

  async close(signal: AbortSignal): Promise<void> {
    await this.#release();
    await closeServer(this.#server, signal);
  }

  async #handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    req.on('error', () => {});
    res.on('error', () => {});
    try {
      if (!this.#isAuthorized(req)) {
        throw new ControlError(401, 'a bearer token of this gateway is needed');
      }
      await this.#dispatch(req, res);
    } catch (error) {
      const status = statusOf(error);
      if (status === 500) {
        this.#logger.error('A call on the control socket failed', {
          error: errorMessage(error),
        });
      }
      if (res.headersSent) {
        res.destroy();
        return;
      }
      sendJson(
        res,
        status,
        edgeErrorBody(
          status,
          status === 500 ? 'Internal error.' : errorMessage(error),
        ),
        status === 503 ? { 'retry-after': RETRY_AFTER_SECONDS } : {},
      );
    }
  }

  async #dispatch(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const [path = '', query = ''] = (req.url ?? '').split(/\?(.*)/s, 2);
    let isPath = false;
    for (const route of CONTROL_ROUTES) {
      const match = route.path.exec(path);
      if (match && (!route.method || route.method === req.method)) {
        const groups = decoded({ ...match.groups });
        if (!groups) {
          throw new ControlError(400, 'path: must be percent-encoded UTF-8');
        }
        await route.handle(this.#context, req, res, {
          groups,
          query: new URLSearchParams(query),
        });
        return;
      }
      isPath ||= match !== null;
    }
    throw isPath
      ? new ControlError(405, 'method not allowed')
      : new ControlError(404, 'no such path');
  }
}
