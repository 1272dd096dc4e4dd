import type { IdentityApi } from '@backstage/frontend-plugin-api';
import { forgetUser } from './rememberedUser';

/** An identity that this browser forgets when its user signs out. */
export class RememberedIdentity implements IdentityApi {
  readonly #identity: IdentityApi;

  private constructor(identity: IdentityApi) {
    this.#identity = identity;
  }

  static create(identity: IdentityApi): RememberedIdentity {
    return new RememberedIdentity(identity);
  }

  getProfileInfo() {
    return this.#identity.getProfileInfo();
  }

  getBackstageIdentity() {
    return this.#identity.getBackstageIdentity();
  }

  getCredentials() {
    return this.#identity.getCredentials();
  }

  async signOut() {
    forgetUser();
    await this.#identity.signOut();
  }
}
