import {
  EDGE_PATHS,
  EDGE_TEXTS,
  buildOldestSigningInfo,
  buildSigningInfo,
} from '@remote-env/plugin-remote-env-node';
import { CsrError } from '@remote-env/plugin-remote-env-node/x509';
import express, {
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import {
  InvalidTokenError,
  NotConnectableError,
  TooManyGuessesError,
  type IssuedCertificate,
} from '../../../trust';
import {
  EdgeError,
  edgeMethodNotAllowed,
  type EdgeErrorMapper,
} from '../errors';
import { readCsr } from './readCsr';
import { TrustCalls, type TrustRouterOptions } from './TrustCalls';
import { trustApiDocument } from './trustApiDocument';

/** Answers for what the trust domain throws. */
export const mapTrustError: EdgeErrorMapper = error => {
  if (error instanceof CsrError) {
    return new EdgeError(400, error.message, { cause: error });
  }
  if (error instanceof InvalidTokenError) {
    return new EdgeError(403, EDGE_TEXTS.tokenInvalid, { cause: error });
  }
  if (error instanceof NotConnectableError) {
    const text =
      error.state === 'suspended'
        ? EDGE_TEXTS.suspended
        : EDGE_TEXTS.tokenInvalid;
    return new EdgeError(403, text, { cause: error });
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

/** Answers hold tokens and certificates: nobody keeps them on the way. */
function answer(
  status: number,
  handle: (request: Request, response: Response) => Promise<object>,
): RequestHandler {
  return (request, response, next) => {
    handle(request, response).then(body => {
      response.set('cache-control', 'no-store').status(status).json(body);
    }, next);
  };
}

/** The routes of wire-contracts 1.1 that need the portal. Identity comes from the gateway's assertion. */
export function createTrustRouter(options: TrustRouterOptions): Router {
  const { edge } = options;
  const router = express.Router();
  const trust = TrustCalls.create(options);
  const apiDocument = trustApiDocument(edge.publicUrl);

  router
    .route('/v1')
    .get((_request, response) => response.redirect(301, '/v1/api.yaml'))
    .all(edgeMethodNotAllowed(['GET']));
  router
    .route('/v1/api.yaml')
    .get((_request, response) => {
      response.type('application/yaml').send(apiDocument);
    })
    .all(edgeMethodNotAllowed(['GET']));

  router
    .route(EDGE_PATHS.signingInfo)
    .get(
      answer(200, async request => {
        const { owner, token: old } = await trust.redeem(request);
        const { token } = await old.exchange();
        return buildSigningInfo(edge, owner, token);
      }),
    )
    .all(edgeMethodNotAllowed(['GET']));
  router
    .route(EDGE_PATHS.certificates)
    .post(
      answer(201, async (request, response) => {
        const { token } = await trust.redeem(request);
        const csr = await readCsr(request, response);
        return completeAnswer(await trust.sign(token, csr));
      }),
    )
    .all(edgeMethodNotAllowed(['POST']));
  router
    .route(EDGE_PATHS.renewals)
    .post(
      answer(201, async (request, response) => {
        const holder = await trust.holder(request);
        const csr = await readCsr(request, response);
        return completeAnswer(await trust.renew(holder, csr));
      }),
    )
    .all(edgeMethodNotAllowed(['POST']));

  router
    .route('/v1/remoteenvironments/:re/info')
    .get(
      answer(200, async request => {
        const { owner, token: old } = await trust.redeem(
          request,
          request.params.re,
        );
        const { token } = await old.exchange();
        return buildOldestSigningInfo(edge, owner, token);
      }),
    )
    .all(edgeMethodNotAllowed(['GET']));
  router
    .route('/v1/remoteenvironments/:re/client-certs')
    .post(
      answer(201, async (request, response) => {
        const { token } = await trust.redeem(request, request.params.re);
        const csr = await readCsr(request, response);
        const { crt } = completeAnswer(await trust.sign(token, csr));
        return { crt };
      }),
    )
    .all(edgeMethodNotAllowed(['POST']));
  return router;
}
