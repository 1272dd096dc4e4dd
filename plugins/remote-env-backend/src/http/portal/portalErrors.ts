import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotFoundError,
  serializeError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import {
  OutboundError,
  ResourceConflictError,
  ResourceExistsError,
  ResourceInvalidError,
  ResourceNotFoundError,
  StoreUnavailableError,
} from '@remote-env/plugin-remote-env-node';
import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { PreconditionFailedError } from '../../connections';
import { isDatabaseUnavailable } from '../../database/isDatabaseUnavailable';
import { GatewayRefusedError, GatewayUnreachableError } from '../../gateway';
import {
  EnvironmentGoneError,
  PreconditionFailedError as ServicePreconditionFailedError,
  RegistryBusyError,
  ServiceExistsError,
  ServiceInvalidError,
  ServiceNotFoundError,
  SpecificationFetchError,
} from '../../registry';
import { TooManyCallsError } from './personLimit';

const STATUS_BY_NAME: Record<string, number> = {
  InputError: 400,
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  NotImplementedError: 501,
  ServiceUnavailableError: 503,
};

const withStatus = z.union([
  z
    .object({ statusCode: z.number().int().min(400).max(599) })
    .transform(error => error.statusCode),
  z
    .object({ status: z.number().int().min(400).max(599) })
    .transform(error => error.status),
]);

type ErrorClass = new (...args: never[]) => Error;

function isOneOf(error: unknown, ...classes: ErrorClass[]): error is Error {
  return classes.some(type => error instanceof type);
}

/** Typed errors of domain and ports as Backstage's own, whose names carry the status. */
function translate(error: unknown): unknown {
  if (
    isOneOf(
      error,
      ServiceInvalidError,
      SpecificationFetchError,
      ResourceInvalidError,
      OutboundError,
    )
  ) {
    return new InputError(error.message);
  }
  if (isOneOf(error, ServiceNotFoundError, EnvironmentGoneError)) {
    return new NotFoundError(error.message);
  }
  if (isOneOf(error, ServiceExistsError)) {
    return new ConflictError(error.message);
  }
  if (isOneOf(error, ServicePreconditionFailedError)) {
    return new PreconditionFailedError(error.message);
  }
  if (
    isOneOf(
      error,
      ResourceConflictError,
      ResourceExistsError,
      ResourceNotFoundError,
    )
  ) {
    return new ConflictError('It was changed by somebody else, try again');
  }
  if (error instanceof StoreUnavailableError) {
    return new ServiceUnavailableError(
      error.forbidden
        ? "The portal lacks a right in the store; the portal's log says which"
        : 'The store cannot be reached now, try again',
    );
  }
  if (isDatabaseUnavailable(error)) {
    return new ServiceUnavailableError(
      "The portal's database cannot be reached now, try again",
    );
  }
  if (isOneOf(error, RegistryBusyError, GatewayUnreachableError)) {
    return new ServiceUnavailableError(error.message);
  }
  if (error instanceof GatewayRefusedError) {
    return fromGateway(error);
  }
  return error;
}

function fromGateway(error: GatewayRefusedError): Error {
  switch (error.status) {
    case 400:
    case 413:
      return new InputError(error.message);
    case 404:
      return new NotFoundError(error.message);
    case 409:
      return new ConflictError(error.message);
    default:
      return new ServiceUnavailableError(
        `The gateway refused: ${error.message}`,
      );
  }
}

function statusOf(error: Error): number {
  const own = withStatus.safeParse(error);
  return own.success ? own.data : STATUS_BY_NAME[error.name] ?? 500;
}

/** What is answered for what was thrown: nothing of what the server is to blame for. */
export function portalProblem(thrown: unknown) {
  const error = toError(translate(thrown));
  const status = statusOf(error);
  return {
    status,
    error:
      status === 500
        ? { name: 'InternalServerError', message: 'Internal server error' }
        : serializeError(error, { includeStack: false }),
  };
}

/**
 * The one place where what is thrown below the portal API becomes an answer in Backstage's shape. What the server is
 * to blame for is logged with its stack and answered without any detail.
 */
export function createPortalErrorHandler(
  logger: LoggerService,
): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    const { status: statusCode, error } = portalProblem(thrown);
    if (statusCode >= 500) {
      logger.error(
        `${request.method} ${request.baseUrl}${request.path} answered ${statusCode}`,
        toError(thrown),
      );
    }
    if (response.headersSent) {
      next(thrown);
      return;
    }
    if (statusCode === 503) {
      response.setHeader('Retry-After', '5');
    }
    if (thrown instanceof TooManyCallsError) {
      response.setHeader('Retry-After', String(thrown.retryAfter));
    }
    response.status(statusCode).json({
      error,
      request: {
        method: request.method,
        url: `${request.baseUrl}${request.path}`,
      },
      response: { statusCode },
    });
  };
}
