import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

/**
 * Sign-in of a local start. Any other portal replaces `sign-in-page:app` by a module of its own: the local
 * provider of the back end refuses to load in production.
 */
const localSignInPage = SignInPageBlueprint.make({
  params: {
    loader: async () => {
      const { LocalSignInPage } = await import('./LocalSignInPage');
      return LocalSignInPage;
    },
  },
});

export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [localSignInPage],
});
