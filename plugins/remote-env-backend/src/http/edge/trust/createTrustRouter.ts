import {
  EDGE_TEXTS,
  buildOldestSigningInfo,
  buildSigningInfo,
} from '@remote-env/plugin-remote-env-node';
import { CsrError } from '@remote-env/plugin-remote-env-node/x509';
import express, {
  type Request,
  type RequestHandler,
  type Router,
} from 'express';
import {
  NotConnectableError,
  TooManyGuessesError,
  type IssuedCertificate,
} from '../../../trust';
import {
  EdgeError,
  edgeMethodNotAllowed,
  type EdgeErrorMapper,
} from '../errors';
import { TrustCalls, type TrustRouterOptions } from './TrustCalls';
import { trustApiDocument } from './trustApiDocument';

const BODY_LIMIT = 64 * 1024;

/** Answers for what the trust domain throws. */
export const mapTrustError: EdgeErrorMapper = error => {
  if (error instanceof CsrError) {
    return new EdgeError(400, error.message, { cause: error });
  }
  if (error instanceof NotConnectableError) {
    return new EdgeError(403, EDGE_TEXTS.tokenInvalid, { cause: error });
  }
  if (error instanceof TooManyGuessesError) {
    return new EdgeError(429, error.message, { retryAfter: error.retryAfter });
  }
  return undefined;
};

/** base64 of PEM; in `crt` the leaf first. */
function completeAnswer({ certificate, chain }: IssuedCertificate) {
  const base64 = (pem: string) => Buffer.from(pem, 'utf8').toString('base64');
  return {
    crt: base64(`${certificate.trimEnd()}\n${chain}`),
    clientCrt: base64(certificate),
    caCrt: base64(chain),
  };
}

function answer(
  handle: (request: Request) => Promise<{ status?: number; body: unknown }>,
): RequestHandler {
  return (request, response, next) => {
    handle(request).then(({ status = 200, body }) => {
      response.set('cache-control', 'no-store').status(status).json(body);
    }, next);
  };
}

/** The routes of wire-contracts 1.1 that need the portal. Identity comes from the gateway's assertion. */
export function createTrustRouter(options: TrustRouterOptions): Router {
  const { edge } = options;
  const router = express.Router();
  const json = express.json({ limit: BODY_LIMIT, type: () => true });
  const trust = TrustCalls.create(options);

  router
    .route('/v1')
    .get((_request, response) => response.redirect(301, '/v1/api.yaml'))
    .all(edgeMethodNotAllowed(['GET']));
  router
    .route('/v1/api.yaml')
    .get((_request, response) => {
      response.type('application/yaml').send(trustApiDocument(edge.publicUrl));
    })
    .all(edgeMethodNotAllowed(['GET']));

  router
    .route('/v1/applications/signingRequests/info')
    .get(
      answer(async request => {
        const token = await trust.redeem(request);
        const fresh = await trust.exchange(token);
        return { body: buildSigningInfo(edge, token.environment.name, fresh) };
      }),
    )
    .all(edgeMethodNotAllowed(['GET']));
  router
    .route('/v1/applications/certificates')
    .post(
      json,
      answer(async request => {
        const issued = await trust.sign(request, await trust.redeem(request));
        return { status: 201, body: completeAnswer(issued) };
      }),
    )
    .all(edgeMethodNotAllowed(['POST']));
  router
    .route('/v1/applications/certificates/renewals')
    .post(
      json,
      answer(async request => ({
        status: 201,
        body: completeAnswer(await trust.renew(request)),
      })),
    )
    .all(edgeMethodNotAllowed(['POST']));

  router
    .route('/v1/remoteenvironments/:re/info')
    .get(
      answer(async request => {
        const token = await trust.redeem(request, request.params.re);
        const fresh = await trust.exchange(token);
        return {
          body: buildOldestSigningInfo(edge, token.environment.name, fresh),
        };
      }),
    )
    .all(edgeMethodNotAllowed(['GET']));
  router
    .route('/v1/remoteenvironments/:re/client-certs')
    .post(
      json,
      answer(async request => {
        const token = await trust.redeem(request, request.params.re);
        const { crt } = completeAnswer(await trust.sign(request, token));
        return { status: 201, body: { crt } };
      }),
    )
    .all(edgeMethodNotAllowed(['POST']));
  return router;
}
