import { createBackend } from '@backstage/backend-defaults';
import { oneStartAtATime } from './database/oneStartAtATime';
import { portalDatabase } from './database/portalDatabase';
import { endWithStarter } from './endWithStarter';
import { gatewayTokens } from './gatewayTokens';
import { outliveLogReaders } from './outliveLogReaders';
import { rootHttpRouter } from './rootHttpRouter';
import { smallBufferSlabs } from './smallBufferSlabs';
import { checkStartup } from './startupCheck/checkStartup';

smallBufferSlabs();
endWithStarter();
outliveLogReaders();

const write = (line: string) => process.stderr.write(`${line}\n`);
/** For connecting to the database before anything else starts. */
const CONNECT_MS = 10_000;

checkStartup({ argv: process.argv, env: process.env, write })
  .then(async config => {
    if (!config) {
      process.exit(1);
    }
    const database = portalDatabase(config, CONNECT_MS);
    const portal = createPortal();
    const next = database && (await oneStartAtATime(database, write));
    await portal.start().catch(() => {
      // Each failure was logged with what to do about it; a portal that is half there helps nobody.
      process.exit(1);
    });
    await next?.();
  })
  .catch(error => {
    write(`error: ${error}`);
    process.exit(1);
  });

/** Begins to load everything that it is made of. */
function createPortal() {
  const backend = createBackend();
  backend.add(rootHttpRouter);
  backend.add(gatewayTokens);

  backend.add(import('@backstage/plugin-app-backend'));

  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(import('@remote-env/plugin-auth-backend-module-local'));
  backend.add(import('@remote-env/plugin-auth-backend-module-oidc'));

  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(
    import('@remote-env/plugin-permission-backend-module-remote-env'),
  );

  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(import('@remote-env/plugin-catalog-backend-module-remote-env'));

  backend.add(import('@backstage/plugin-search-backend'));
  backend.add(import('@backstage/plugin-search-backend-module-pg'));
  backend.add(import('@backstage/plugin-search-backend-module-catalog'));
  backend.add(import('@remote-env/plugin-search-backend-module-remote-env'));

  backend.add(import('@backstage/plugin-events-backend'));
  backend.add(import('@backstage/plugin-signals-backend'));
  backend.add(import('@backstage/plugin-notifications-backend'));
  backend.add(import('@backstage/plugin-user-settings-backend'));

  backend.add(import('@remote-env/plugin-remote-env-backend'));

  return backend;
}
