import type { ClientCaBundle } from '../ClientCaBundle';
import { RotationRefusedError } from '../errors';
import type { ClientCaSecret } from './ClientCaSecret';
import type { AuthorityInUse, CurrentAuthority } from './CurrentAuthority';
import type { RetiredAuthorities } from './RetiredAuthorities';

/** A certificate may be recorded a moment after its authority was replaced: so long a retired one stays in any case. */
const AT_LEAST_MS = 3600_000;

const OUTSIDE = {
  secret:
    'The authority was brought from outside: whoever put it into its Secret has to replace it there',
  files:
    'The authority comes from files: whoever keeps them has to replace it there',
} as const;

interface RotationOptions {
  current: CurrentAuthority;
  retired: RetiredAuthorities;
  bundle: ClientCaBundle;
  /** Absent where the authority lies elsewhere. */
  secret: ClientCaSecret | undefined;
}

/**
 * Gives the installation a new root of its own. Certificates of the former one stay good until they expire: both are
 * trusted, and the former key is kept for the list of those that are revoked.
 */
export class AuthorityRotation {
  readonly #options: RotationOptions;

  static create(options: RotationOptions) {
    return new AuthorityRotation(options);
  }

  private constructor(options: RotationOptions) {
    this.#options = options;
  }

  /** Why an authority cannot be rotated here; undefined when it can. */
  obstacle({ origin }: AuthorityInUse): string | undefined {
    return origin === 'made' ? undefined : OUTSIDE[origin];
  }

  /**
   * Replaces one authority by a new one, which signs from then on. The store decides between several who do it at
   * once. Nothing waits for gateways: they take the new bundle by themselves.
   *
   * @param replaces - fingerprint of the authority that shall be replaced, so that nobody replaces one that they have
   *   not seen
   * @throws RotationRefusedError
   */
  async rotate(replaces: string): Promise<AuthorityInUse> {
    const { current, retired, secret } = this.#options;
    const former = await current.inUse();
    const obstacle = this.obstacle(former);
    if (obstacle || !secret) {
      throw new RotationRefusedError(obstacle ?? OUTSIDE.files);
    }
    const found = await secret.read();
    if (
      former.authority.facts.fingerprint !== replaces ||
      found?.version !== former.version
    ) {
      throw changed();
    }
    const pair = await secret.newRoot();
    // Before it is replaced: a portal that dies now leaves a copy of what is still in use, which does no harm.
    await retired.keep(former);
    if (!(await secret.replace(found, pair))) {
      throw changed();
    }
    return current.inUse();
  }

  /**
   * Lets go of former authorities of which no certificate lives any more.
   *
   * @param unexpired - how many certificates of an issuer have not expired, revoked ones too
   */
  async forgetUnused(
    unexpired: (issuer: string) => Promise<number>,
  ): Promise<void> {
    const { bundle, current, retired } = this.#options;
    const { authority } = await current.inUse();
    for (const former of await retired.list(authority.facts.fingerprint)) {
      const { subject, fingerprint } = former.authority.facts;
      if (
        Date.now() - former.retiredAt.getTime() > AT_LEAST_MS &&
        (await unexpired(subject)) === 0
      ) {
        await bundle.withdraw(fingerprint);
        await retired.forget(former);
      }
    }
  }
}

function changed() {
  return new RotationRefusedError(
    'The authority was replaced by somebody else in the meantime: look at the one that is there now',
  );
}
