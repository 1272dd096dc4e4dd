import type { oidcAuthenticator } from '@backstage/plugin-auth-backend-module-oidc-provider';

type Client = Awaited<
  ReturnType<typeof oidcAuthenticator.initialize>['promise']
>['client'];

/**
 * Ends what the provider gave this portal, and says where its own session is ended (OpenID Connect RP-Initiated Logout
 * 1.0, section 2).
 *
 * @param options.refreshToken - absent when nobody is signed in
 * @param options.returnTo - where the provider sends people back to, which has to know that URL; absent: its own session
 * goes on
 * @returns where to send the browser, if anywhere
 */
export async function endSession(
  client: Client,
  options: { refreshToken?: string; returnTo?: string },
): Promise<string | undefined> {
  const { end_session_endpoint: endpoint, revocation_endpoint: revokes } =
    client.issuer.metadata;
  const ends = endpoint !== undefined && options.returnTo !== undefined;
  let { refreshToken } = options;
  let idToken: string | undefined;
  if (refreshToken && ends) {
    // By an ID token the provider knows whom it signs out, and need not ask; some insist on it. None is kept here.
    const renewed = await client.refresh(refreshToken).catch(() => undefined);
    idToken = renewed?.id_token;
    refreshToken = renewed?.refresh_token ?? refreshToken;
  }
  if (refreshToken && revokes) {
    await client.revoke(refreshToken);
  }
  return ends
    ? client.endSessionUrl({
        ...(idToken && { id_token_hint: idToken }),
        post_logout_redirect_uri: options.returnTo,
      })
    : undefined;
}
