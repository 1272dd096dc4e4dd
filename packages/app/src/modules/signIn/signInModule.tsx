import { createFetchApi, FetchMiddlewares } from '@backstage/core-app-api';
import {
  ApiBlueprint,
  AppRootElementBlueprint,
  configApiRef,
  createFrontendModule,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
  oauthRequestApiRef,
} from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import { oidcSettings } from './oidc/oidcSettings';
import { OidcSession, oidcSessionApiRef } from './oidc/OidcSession';
import { renewRefusedSession } from './oidc/renewRefusedSession';
import { SessionEndedDialog } from './oidc/SessionEndedDialog';

const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () => {
      const { PortalSignInPage } = await import('./PortalSignInPage');
      return PortalSignInPage;
    },
  },
});

const oidcSessionApi = ApiBlueprint.make({
  name: 'oidc-session',
  params: define =>
    define({
      api: oidcSessionApiRef,
      deps: {
        configApi: configApiRef,
        discoveryApi: discoveryApiRef,
        oauthRequestApi: oauthRequestApiRef,
      },
      factory: deps => OidcSession.create(deps),
    }),
});

/** Backstage's own, and with OpenID Connect what makes up for tokens that the portal refuses. */
const fetchApi = ApiBlueprint.make({
  name: 'fetch',
  params: define =>
    define({
      api: fetchApiRef,
      deps: {
        configApi: configApiRef,
        discoveryApi: discoveryApiRef,
        identityApi: identityApiRef,
        session: oidcSessionApiRef,
      },
      factory: ({ configApi, discoveryApi, identityApi, session }) =>
        createFetchApi({
          middleware: [
            FetchMiddlewares.resolvePluginProtocol({ discoveryApi }),
            ...(oidcSettings(configApi) ? [renewRefusedSession(session)] : []),
            FetchMiddlewares.injectIdentityAuth({
              identityApi,
              config: configApi,
            }),
          ],
        }),
    }),
});

/** In place of Backstage's own dialog, which asks in other words and knows nothing of the page behind it. */
const sessionEndedDialog = AppRootElementBlueprint.make({
  name: 'oauth-request-dialog',
  params: { element: <SessionEndedDialog /> },
});

/** How people come in, stay in and leave. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage, oidcSessionApi, fetchApi, sessionEndedDialog],
});
