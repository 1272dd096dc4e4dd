import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Alert } from '@backstage/ui';
import { isLoopback } from './hosts';
import { LocalSignInPage } from './local/LocalSignInPage';
import { oidcSettings } from './oidc/oidcSettings';
import { OidcSignInPage } from './oidc/OidcSignInPage';
import { SignInFrame } from './SignInFrame';

/**
 * OpenID Connect where it is configured; the two users of a local start on this machine only, which is also where the
 * back end lets them in; nothing otherwise.
 */
export function PortalSignInPage(props: SignInPageProps) {
  const config = useApi(configApiRef);
  const oidc = oidcSettings(config);
  if (oidc) {
    return <OidcSignInPage {...props} title={oidc.title} />;
  }
  if (isLoopback(config.getString('app.baseUrl'))) {
    return <LocalSignInPage {...props} />;
  }
  return (
    <SignInFrame>
      <div role="alert">
        <Alert
          status="danger"
          icon
          title="Nobody can sign in"
          description="This portal has no sign-in provider. Its operator configures one in auth.providers.oidc."
        />
      </div>
    </SignInFrame>
  );
}
