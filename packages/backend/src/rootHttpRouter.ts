import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { onlyLoopbackHosts } from './onlyLoopbackHosts';

/** Backstage's own router; in a local try-out requests for other hosts than this machine are refused first. */
export const rootHttpRouter = rootHttpRouterServiceFactory({
  configure({ app, applyDefaults, config }) {
    if (config.has('auth.providers.local')) {
      app.use(onlyLoopbackHosts());
    }
    applyDefaults();
  },
});
