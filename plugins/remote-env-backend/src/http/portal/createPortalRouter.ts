import type {
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import express, { type RequestHandler, type Router } from 'express';
import { pipeline } from 'node:stream/promises';
import type { ServiceRegistry } from '../../registry';
import { definitionBody } from '../definitionBody';
import { createPortalErrorHandler } from './portalErrors';
import type { PortalOperations } from './portalOperation';
import {
  malformedBody,
  nameTheField,
  onlyJsonBodies,
  readPortalApiDocument,
  validateAgainst,
} from './validation';

const MIB = 1024 * 1024;
/** Of a body that does not carry documents. */
const BODY_LIMIT = MIB;

/** Operations whose bodies carry documents, and the field that holds the definition where it is not the body. */
const DEFINITIONS: ReadonlyMap<string, string | undefined> = new Map([
  ['registerService', undefined],
  ['checkService', 'definition'],
  ['replaceService', undefined],
]);

export interface PortalRouterOptions {
  operations: PortalOperations;
  /** Serves `…/invoke/…`, which takes any method and is not part of the document. */
  invoke: RequestHandler;
  httpAuth: HttpAuthService;
  logger: LoggerService;
  /** Reads definitions that are large. */
  registry: Pick<ServiceRegistry, 'readLarge'>;
  /** Bytes of a service's registration. */
  registryBodyLimit: number;
}

/** What a handler gives back, whichever operation it is for. */
interface AnyResult {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  stream?: NodeJS.ReadableStream;
}

/** A handler once its types no longer matter: the validator has checked what it gets and checks what it gives. */
type AnyHandler = (call: {
  path: object;
  query: object;
  headers: object;
  body: unknown;
  credentials: unknown;
  request: express.Request;
}) => Promise<AnyResult>;

/** Answered like GET, of which Node sends no body (RFC 9110 section 9.3.2); the document does not list it again. */
const headAsGet: RequestHandler = (request, _response, next) => {
  if (request.method === 'HEAD') {
    request.method = 'GET';
  }
  next();
};

/**
 * The portal API (wire-contracts 6): routes come from its document, every request and every answer is checked
 * against it, and only people may call it.
 */
export async function createPortalRouter(
  options: PortalRouterOptions,
): Promise<Router> {
  const { httpAuth, logger, operations, invoke } = options;
  const { document, routes } = await readPortalApiDocument();
  const handlers = new Map<string, AnyHandler>(
    Object.entries(operations).map(([id, handler]) => [
      id,
      handler as AnyHandler,
    ]),
  );
  const router = express.Router();

  const onlyPeople: RequestHandler = (request, _response, next) => {
    httpAuth.credentials(request, { allow: ['user'] }).then(() => next(), next);
  };
  router.use(onlyPeople);
  router.use(invoke);
  router.use(headAsGet);
  router.use(onlyJsonBodies);
  for (const { operationId, method, path } of routes) {
    if (DEFINITIONS.has(operationId)) {
      const read = definitionBody({
        registry: options.registry,
        limit: options.registryBodyLimit,
        malformed: malformedBody,
        within: DEFINITIONS.get(operationId),
      });
      router[method](path, (request, response, next) => {
        read(request, response).then(body => {
          request.body = body;
          next();
        }, next);
      });
    }
  }
  router.use(express.json({ limit: BODY_LIMIT, strict: false }));
  router.use(...validateAgainst(document));
  for (const { operationId, method, path } of routes) {
    const handler = handlers.get(operationId);
    if (!handler) {
      throw new Error(`No handler for operation '${operationId}'`);
    }
    router[method](path, (request, response, next) => {
      const answer = async () => {
        const result = await handler({
          path: request.params,
          query: request.query,
          headers: request.headers,
          body: request.body,
          credentials: await httpAuth.credentials(request, {
            allow: ['user'],
          }),
          request,
        });
        response.status(result.status).set(result.headers ?? {});
        if (result.stream) {
          await pipeline(result.stream, response);
        } else if (result.body === undefined) {
          response.end();
        } else {
          response.json(result.body);
        }
      };
      answer().catch(next);
    });
  }
  router.use((_request, _response, next) =>
    next(new NotFoundError('There is no such route')),
  );
  router.use(nameTheField);
  router.use(createPortalErrorHandler(logger));
  return router;
}
