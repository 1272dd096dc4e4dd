import { createApp } from '@backstage/frontend-defaults';
import apiDocsPlugin from '@backstage/plugin-api-docs/alpha';
import authPlugin from '@backstage/plugin-auth';
import catalogGraphPlugin from '@backstage/plugin-catalog-graph/alpha';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import notificationsPlugin from '@backstage/plugin-notifications/alpha';
import orgPlugin from '@backstage/plugin-org/alpha';
import searchPlugin from '@backstage/plugin-search/alpha';
import signalsPlugin from '@backstage/plugin-signals/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import apiDocsModuleRemoteEnv from '@remote-env/plugin-api-docs-module-remote-env';
import remoteEnvPlugin from '@remote-env/plugin-remote-env';
import { homeModule } from './modules/home';
import { navModule } from './modules/nav';
import { signInModule } from './modules/signIn';
import { themeModule } from './modules/theme';

/** The portal's front end. The features are named here, so that the app does not depend on `app.packages`. */
export const app = createApp({
  features: [
    remoteEnvPlugin,
    apiDocsModuleRemoteEnv,
    catalogPlugin,
    catalogGraphPlugin,
    apiDocsPlugin,
    orgPlugin,
    searchPlugin,
    notificationsPlugin,
    signalsPlugin,
    userSettingsPlugin,
    authPlugin,
    homeModule,
    navModule,
    signInModule,
    themeModule,
  ],
});
