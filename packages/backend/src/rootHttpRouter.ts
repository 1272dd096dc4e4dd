import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { endOpenRequests } from './endOpenRequests';
import { onlyLoopbackHosts } from './onlyLoopbackHosts';
import { requestLog } from './requestLog';
import { withoutStackTraces } from './withoutStackTraces';

/**
 * Backstage's own chain with four differences: in a local try-out requests for other hosts than this machine are refused
 * first, queries are not logged, no stack trace leaves the process whatever `NODE_ENV` says, and open requests do not
 * keep a portal from ending.
 */
export const rootHttpRouter = rootHttpRouterServiceFactory({
  configure(options) {
    const { app, config, healthRouter, logger, middleware, routes } = options;
    const trustProxy = config.getOptional('backend.trustProxy');
    if (trustProxy !== undefined) {
      app.set('trust proxy', trustProxy);
    }
    app.disable('x-powered-by');
    if (config.has('auth.providers.local')) {
      app.use(onlyLoopbackHosts());
    }
    app.use(endOpenRequests(options.server, options.lifecycle));
    app.use(middleware.helmet());
    app.use(middleware.cors());
    app.use(middleware.compression());
    app.use(requestLog(logger));
    app.use(withoutStackTraces);
    app.use(middleware.rateLimit());
    app.use(healthRouter);
    app.use(routes);
    app.use(middleware.notFound());
    app.use(middleware.error({ showStackTraces: false }));
  },
});
