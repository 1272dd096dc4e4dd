import { OAuth2 } from '@backstage/core-app-api';
import {
  createApiRef,
  type BackstageIdentityResponse,
  type ConfigApi,
  type DiscoveryApi,
  type OAuthRequestApi,
  type ProfileInfo,
} from '@backstage/frontend-plugin-api';
import { oidcSettings } from './oidcSettings';
import { onSignedOutElsewhere, tellOtherTabs } from './otherTabs';

/**
 * Who is signed in by OpenID Connect. The session itself is a cookie of the portal's; here are the tokens that it
 * gives out, which last an hour and are renewed before they end.
 */
export class OidcSession {
  readonly #auth: OAuth2;
  #latest: BackstageIdentityResponse | undefined;

  static create(options: {
    configApi: ConfigApi;
    discoveryApi: DiscoveryApi;
    oauthRequestApi: OAuthRequestApi;
  }): OidcSession {
    const settings = oidcSettings(options.configApi);
    return new OidcSession(
      OAuth2.create({
        ...options,
        environment: settings?.environment,
        provider: {
          id: 'oidc',
          title: settings?.title ?? '',
          // Only our own dialog shows the provider, by its name.
          icon: () => null,
        },
        defaultScopes: ['openid', 'profile', 'email'],
      }),
    );
  }

  private constructor(auth: OAuth2) {
    this.#auth = auth;
  }

  /** What was last got from the portal. */
  get latest(): BackstageIdentityResponse | undefined {
    return this.#latest;
  }

  /** Of a session that is still there, e.g. after a reload; asks nobody for anything. */
  async existing(): Promise<BackstageIdentityResponse | undefined> {
    this.#latest = await this.#auth.getBackstageIdentity({ optional: true });
    return this.#latest;
  }

  /** Opens the provider's window; call it from a click, or the browser blocks it. */
  begin(): Promise<BackstageIdentityResponse> {
    return this.#get({ instantPopup: true });
  }

  /** Valid for some minutes at least; once the session has ended, waits until somebody has signed in again. */
  identity(): Promise<BackstageIdentityResponse> {
    return this.#get({});
  }

  async profile(): Promise<ProfileInfo> {
    return (await this.#auth.getProfile({ optional: true })) ?? {};
  }

  /**
   * Has new tokens asked for before the next call, unless that was done since.
   *
   * @param refused - what the portal did not take
   */
  distrust(refused: BackstageIdentityResponse | undefined): void {
    if (refused && refused === this.#latest) {
      refused.expiresAt = new Date(0);
    }
  }

  /** Ends the session in this browser, in every tab, and where the provider offers it, there too. */
  async end(): Promise<void> {
    tellOtherTabs();
    await this.#auth.signOut();
  }

  /** @returns stops listening */
  onEndedElsewhere(callback: () => void): () => void {
    return onSignedOutElsewhere(callback);
  }

  async #get(options: { instantPopup?: boolean }) {
    const identity = await this.#auth.getBackstageIdentity(options);
    if (!identity) {
      throw new Error('The portal did not say who you are.');
    }
    this.#latest = identity;
    return identity;
  }
}

export const oidcSessionApiRef = createApiRef<OidcSession>().with({
  id: 'app.oidc-session',
  pluginId: 'app',
});
