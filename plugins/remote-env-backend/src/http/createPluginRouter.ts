import type {
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { AssertionVerifier } from '@remote-env/plugin-remote-env-node';
import express, { type Router } from 'express';
import type { GatewayReports } from '../activity';
import {
  allowGatewaysOnly,
  verifyGatewayAssertion,
} from './edge/authenticateGateway';
import {
  createEdgeErrorHandler,
  edgeNotFound,
  type EdgeErrorMapper,
} from './edge/errors';
import { createReportsRouter } from './gateway/createReportsRouter';
import {
  createPortalRouter,
  type PortalRouterOptions,
} from './portal/createPortalRouter';
import { createPortalErrorHandler } from './portal/portalErrors';

export interface PluginRouterOptions {
  portal: PortalRouterOptions;
  /** Routes of systems, as forwarded by gateways, and how what they throw is answered. */
  edge: { routers: Router[]; errors: EdgeErrorMapper[] };
  reports: GatewayReports;
  verifier: AssertionVerifier;
  httpAuth: HttpAuthService;
  logger: LoggerService;
}

/**
 * All routes of the plugin. None is open: Backstage demands a user or a service everywhere, and each part narrows
 * that down.
 *
 * | below | for |
 * |---|---|
 * | `/v1` | people |
 * | `/edge` | gateways, for systems, each call with an assertion of its own |
 * | `/gateway` | gateways, for themselves |
 */
export async function createPluginRouter(
  options: PluginRouterOptions,
): Promise<Router> {
  const { edge, httpAuth, logger, reports, verifier } = options;
  const router = express.Router();
  const gatewaysOnly = allowGatewaysOnly(httpAuth);

  const edgeRouter = express.Router();
  edge.routers.forEach(each => edgeRouter.use(each));
  edgeRouter.use(edgeNotFound);
  edgeRouter.use(createEdgeErrorHandler({ logger, mappers: edge.errors }));

  const gatewayErrors = createPortalErrorHandler(logger);
  router.use(
    '/edge',
    gatewaysOnly,
    verifyGatewayAssertion({ verifier, logger }),
    // What is wrong between gateway and portal is no answer of the edge.
    gatewayErrors,
    edgeRouter,
  );
  router.use(
    '/gateway',
    gatewaysOnly,
    createReportsRouter({ reports, logger }),
    gatewayErrors,
  );
  router.use(await createPortalRouter(options.portal));
  return router;
}
