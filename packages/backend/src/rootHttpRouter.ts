import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { DatabaseWatch } from './database/DatabaseWatch';
import { portalDatabase } from './database/portalDatabase';
import { whileDatabaseIsAway } from './database/whileDatabaseIsAway';
import { endOpenRequests } from './endOpenRequests';
import { onlyLoopbackHosts } from './onlyLoopbackHosts';
import { requestLog } from './requestLog';
import { withoutStackTraces } from './withoutStackTraces';

/** For connecting to the database that is watched. */
const CONNECT_MS = 3_000;

/**
 * Backstage's own chain with five differences: in a local try-out requests for other hosts than this machine are refused
 * first, queries are not logged, no stack trace leaves the process whatever `NODE_ENV` says, open requests do not keep a
 * portal from ending, and whoever asks while the database is away is told so.
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
    const database = portalDatabase(config, CONNECT_MS);
    if (database) {
      const watch = DatabaseWatch.start({
        database,
        onChange: (away, reason) =>
          away
            ? logger.error(`PostgreSQL cannot be reached: ${reason}`)
            : logger.info('PostgreSQL can be reached again'),
      });
      options.lifecycle.addShutdownHook(() => watch.close());
      app.use(whileDatabaseIsAway(watch));
    }
    app.use(middleware.rateLimit());
    app.use(healthRouter);
    app.use(routes);
    app.use(middleware.notFound());
    app.use(middleware.error({ showStackTraces: false }));
  },
});
