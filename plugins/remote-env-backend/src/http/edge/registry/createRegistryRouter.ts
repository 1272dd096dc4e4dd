import express, {
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { ServiceNotFoundError } from '../../../registry';
import { edgeMethodNotAllowed } from '../errors';
import { readPaging } from './paging';
import { readDocuments } from './readDocuments';
import { registryApiDocument } from './registryApiDocument';
import { RegistryCalls, type RegistryRouterOptions } from './RegistryCalls';
import { wireDetails, wireService } from './wire';

function handled(
  handle: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  return (request, response, next) => {
    handle(request, response).catch(next);
  };
}

/** The routes of wire-contracts 1.2. Identity comes from the gateway's assertion. */
export function createRegistryRouter(options: RegistryRouterOptions): Router {
  const { registry, edge } = options;
  const router = express.Router();
  const calls = RegistryCalls.create(options);

  router
    .route('/:re/v1/metadata')
    .get((request, response) => {
      calls.holder(request);
      response.redirect(301, `/${request.params.re}/v1/metadata/api.yaml`);
    })
    .all(edgeMethodNotAllowed(['GET']));
  router
    .route('/:re/v1/metadata/api.yaml')
    .get((request, response) => {
      const { environment } = calls.holder(request);
      response
        .type('application/yaml')
        .send(registryApiDocument(edge.publicUrl, environment.name));
    })
    .all(edgeMethodNotAllowed(['GET']));

  router
    .route('/:re/v1/metadata/services')
    .get(
      handled(async (request, response) => {
        const { environment } = calls.holder(request);
        const paging = readPaging(request);
        const page = await registry.list(environment, paging);
        const services = page.items.map(wireService);
        response.json(
          paging ? { items: services, continue: page.continue } : services,
        );
      }),
    )
    .post(
      handled(async (request, response) => {
        const { id, etag } = await calls.register(request, response);
        response.set('etag', etag).json({ id });
      }),
    )
    .all(edgeMethodNotAllowed(['GET', 'POST']));

  router
    .route('/:re/v1/metadata/services/:id')
    .get(
      handled(async (request, response) => {
        const { environment } = calls.holder(request);
        const id = String(request.params.id);
        const service = await registry.getDetails(environment, id);
        if (!service) {
          throw new ServiceNotFoundError(`Service with ID ${id} not found`);
        }
        const documents = await readDocuments(registry, environment, service);
        response
          .set('etag', service.etag)
          .type('application/json')
          .send(wireDetails(service, documents));
      }),
    )
    .put(
      handled(async (request, response) => {
        const id = String(request.params.id);
        const service = await calls.replace(request, response, id);
        response.set('etag', service.etag).json(wireService(service));
      }),
    )
    .delete(
      handled(async (request, response) => {
        await calls.delete(request, String(request.params.id));
        response.status(204).end();
      }),
    )
    .all(edgeMethodNotAllowed(['GET', 'PUT', 'DELETE']));
  return router;
}
