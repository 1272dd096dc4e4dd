import type {
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import {
  AssertionVerifier,
  GATEWAY_HEADERS,
  GATEWAY_PROTOCOL_VERSION,
} from '@remote-env/plugin-remote-env-node';
import type { Request, RequestHandler } from 'express';
import { setEdgeCall } from './edgeCall';

/** Subject of the external-access token that gateways carry (`backend.auth.externalAccess`). */
export const GATEWAY_SUBJECT = 'remote-env-gateway';

/** Lets only gateways through, and only those whose protocol version is ours or next to it. */
export function allowGatewaysOnly(httpAuth: HttpAuthService): RequestHandler {
  return (request, _response, next) => {
    checkGateway(httpAuth, request).then(() => next(), next);
  };
}

async function checkGateway(httpAuth: HttpAuthService, request: Request) {
  const { principal } = await httpAuth.credentials(request, {
    allow: ['service'],
  });
  if (principal.subject !== GATEWAY_SUBJECT) {
    throw new NotAllowedError('Only gateways may call this route');
  }
  const version = request.header(GATEWAY_HEADERS.protocol) ?? '';
  if (
    !/^\d{1,4}$/.test(version) ||
    Math.abs(Number(version) - GATEWAY_PROTOCOL_VERSION) > 1
  ) {
    throw new InputError(
      `${GATEWAY_HEADERS.protocol} must be ${GATEWAY_PROTOCOL_VERSION} or a version next to it`,
    );
  }
}

/** Verifies the assertion against this very call and makes it known to the routes (`getEdgeCall`). */
export function verifyGatewayAssertion(options: {
  verifier: AssertionVerifier;
  logger: LoggerService;
}): RequestHandler {
  const { verifier, logger } = options;
  return (request, _response, next) => {
    const [path = ''] = request.url.split('?');
    verifier
      .verify(request.header(GATEWAY_HEADERS.assertion), {
        method: request.method,
        path,
      })
      .then(
        assertion => {
          setEdgeCall(request, assertion);
          next();
        },
        error => {
          logger.warn(`A gateway's assertion was refused: ${error.message}`);
          next(new NotAllowedError('The assertion was refused'));
        },
      );
  };
}
