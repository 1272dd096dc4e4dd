import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  EDGE_TEXTS,
  edgeErrorBody,
  StoreUnavailableError,
} from '@remote-env/plugin-remote-env-node';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { z } from 'zod';
import { isDatabaseUnavailable } from '../../database/isDatabaseUnavailable';

/** An answer of the edge that is not a success: `{"code": status, "error": text}` (wire-contracts 1). */
export class EdgeError extends Error {
  readonly status: number;
  /** Seconds, for `Retry-After`. */
  readonly retryAfter?: number;

  constructor(
    status: number,
    text: string,
    options?: ErrorOptions & { retryAfter?: number },
  ) {
    super(text, options);
    this.name = 'EdgeError';
    this.status = status;
    this.retryAfter = options?.retryAfter;
  }
}

/** Turns a domain's typed errors into answers; undefined for what it does not know. */
export type EdgeErrorMapper = (error: unknown) => EdgeError | undefined;

/** Errors of Express's own body parsers. */
const bodyParserError = z.object({
  /** Of what the library has a name for. */
  type: z.string().optional(),
  status: z.number().int().min(400).max(499),
  message: z.string(),
  limit: z.number().optional(),
});

function fromBodyParser(error: unknown): EdgeError | undefined {
  const parsed = bodyParserError.safeParse(error);
  if (!parsed.success) {
    return undefined;
  }
  const { type, status, message, limit } = parsed.data;
  switch (type) {
    case 'entity.parse.failed':
      return new EdgeError(
        400,
        `Error while unmarshalling request body: ${message}`,
      );
    case 'entity.too.large':
      return new EdgeError(
        413,
        limit
          ? `Request body is larger than ${limit} bytes.`
          : 'Request body is too large.',
      );
    default:
      return new EdgeError(status, message);
  }
}

/** What any domain may throw; domains map their own errors first. */
function fromAnywhere(error: unknown): EdgeError {
  if (error instanceof EdgeError) {
    return error;
  }
  if (error instanceof StoreUnavailableError || isDatabaseUnavailable(error)) {
    return new EdgeError(503, 'Service is unavailable, try again later.', {
      retryAfter: 5,
      cause: error,
    });
  }
  return (
    fromBodyParser(error) ??
    new EdgeError(500, 'Internal server error.', { cause: error })
  );
}

/**
 * The one place where what is thrown below `/edge` becomes an answer. What the server is to blame for is logged
 * with its stack; the answer never carries one.
 */
export function createEdgeErrorHandler(options: {
  logger: LoggerService;
  mappers?: readonly EdgeErrorMapper[];
}): ErrorRequestHandler {
  const { logger, mappers = [] } = options;
  return (thrown, req, res, next) => {
    let answer: EdgeError | undefined;
    for (const map of mappers) {
      answer ??= map(thrown);
    }
    answer ??= fromAnywhere(thrown);
    if (answer.status >= 500) {
      logger.error(
        `${req.method} ${req.baseUrl}${req.path} answered ${answer.status}`,
        thrown instanceof Error ? thrown : new Error(String(thrown)),
      );
    }
    if (res.headersSent) {
      next(thrown);
      return;
    }
    if (answer.retryAfter !== undefined) {
      res.setHeader('Retry-After', String(answer.retryAfter));
    }
    res
      .status(answer.status)
      .json(edgeErrorBody(answer.status, answer.message));
  };
}

/** Mounted after every route of the edge. */
export const edgeNotFound: RequestHandler = () => {
  throw new EdgeError(404, EDGE_TEXTS.notFound);
};

/** For `router.route(path).get(…).all(edgeMethodNotAllowed(['GET']))`. */
export function edgeMethodNotAllowed(allowed: readonly string[]) {
  const handler: RequestHandler = (_req, res) => {
    res.setHeader('Allow', allowed.join(', '));
    throw new EdgeError(405, EDGE_TEXTS.methodNotAllowed);
  };
  return handler;
}
