import type {
  BackstageUserIdentity,
  IdentityApi,
} from '@backstage/frontend-plugin-api';
import type { OidcSession } from './OidcSession';

/**
 * The person who signed in on this page. Groups are always those of the newest token, and whoever signs in as somebody
 * else gets pages of his own.
 */
export class OidcIdentity implements IdentityApi {
  readonly #session: OidcSession;
  readonly #user: string;
  readonly #startOver: () => void;

  /** @param options.startOver - loads the page anew */
  static create(options: {
    session: OidcSession;
    user: string;
    startOver(): void;
  }): OidcIdentity {
    return new OidcIdentity(options);
  }

  private constructor(options: {
    session: OidcSession;
    user: string;
    startOver(): void;
  }) {
    this.#session = options.session;
    this.#user = options.user;
    this.#startOver = options.startOver;
  }

  getProfileInfo() {
    return this.#session.profile();
  }

  async getBackstageIdentity(): Promise<BackstageUserIdentity> {
    return (await this.#current()).identity;
  }

  async getCredentials() {
    const { token } = await this.#current();
    return { token };
  }

  signOut() {
    return this.#session.end();
  }

  async #current() {
    const current = await this.#session.identity();
    if (current.identity.userEntityRef !== this.#user) {
      this.#startOver();
      throw new Error('Somebody else has signed in.');
    }
    return current;
  }
}
