import {
  SecretKind,
  TRUST_SECRETS,
  type Secret,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceExistsError,
  ResourceNotFoundError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import {
  Authority,
  certificateFacts,
  type CertificateFacts,
  type KeyAndCertificate,
} from '@remote-env/plugin-remote-env-node/x509';
import {
  authorityPairOf,
  createSecret,
  isManaged,
  replaceSecret,
} from '../secrets';
import type { AuthoritySource, FoundAuthority } from './AuthoritySource';
import { rootSubject } from './rootSubject';

/**
 * Fingerprint of the certificate that we put into a Secret. Whoever writes another one into it leaves the annotation,
 * so that it tells theirs from ours.
 */
const MADE_ANNOTATION = 'remote-env.dev/made';

/** The authority in its Secret, which only the portal reads: made by us at first start, or brought by somebody. */
export class ClientCaSecret implements AuthoritySource {
  readonly name: string;
  readonly #store: ResourceStore;
  readonly #address: { namespace: string; name: string };
  readonly #organization: string;

  /** @param options - `namespace`: the authority namespace; `organization` names what is made */
  static create(options: {
    store: ResourceStore;
    namespace: string;
    organization: string;
  }) {
    return new ClientCaSecret(options);
  }

  private constructor(options: {
    store: ResourceStore;
    namespace: string;
    organization: string;
  }) {
    this.#store = options.store;
    this.#organization = options.organization;
    this.#address = {
      namespace: options.namespace,
      name: TRUST_SECRETS.clientCa,
    };
    this.name = `Secret ${options.namespace}/${TRUST_SECRETS.clientCa}`;
  }

  async read(): Promise<FoundAuthority | undefined> {
    const secret = await this.#store.get(SecretKind, this.#address);
    return secret && foundIn(secret);
  }

  /** A new root; nothing is written. */
  async newRoot(): Promise<KeyAndCertificate> {
    return Authority.createRoot({
      subject: rootSubject(this.#organization, 'client CA'),
    });
  }

  /** Makes the first one; where somebody else is faster, theirs is it. */
  async make(): Promise<void> {
    const pair = await this.newRoot();
    try {
      await createSecret(
        this.#store,
        this.#address,
        valuesOf(pair),
        annotationsOf(pair),
      );
    } catch (error) {
      if (!(error instanceof ResourceExistsError)) {
        throw error;
      }
    }
  }

  /**
   * Puts another pair in the place of one.
   *
   * @returns false when the Secret is not the one any more that was found; nothing is written then
   */
  async replace(
    before: FoundAuthority,
    pair: KeyAndCertificate,
  ): Promise<boolean> {
    const secret = await this.#store.get(SecretKind, this.#address);
    if (!secret || versionOf(secret) !== before.version) {
      return false;
    }
    try {
      await replaceSecret(
        this.#store,
        secret,
        valuesOf(pair),
        annotationsOf(pair),
      );
      return true;
    } catch (error) {
      if (
        error instanceof ResourceConflictError ||
        error instanceof ResourceNotFoundError
      ) {
        return false;
      }
      throw error;
    }
  }
}

function foundIn(secret: Secret): FoundAuthority {
  return {
    pair: authorityPairOf(secret),
    version: versionOf(secret),
    originOf: facts => (isMadeHere(secret, facts) ? 'made' : 'secret'),
  };
}

function versionOf({ metadata }: Secret): string {
  return `${metadata.uid}/${metadata.resourceVersion}`;
}

/** Secrets of earlier versions do not say what was made: a root in one that is ours is. */
function isMadeHere(secret: Secret, facts: CertificateFacts): boolean {
  const made = secret.metadata.annotations?.[MADE_ANNOTATION];
  return (
    isManaged(secret) &&
    (made === undefined
      ? facts.issuer === facts.subject
      : made === facts.fingerprint)
  );
}

function valuesOf(pair: KeyAndCertificate): Record<string, string> {
  return { 'tls.crt': pair.certificate, 'tls.key': pair.key };
}

function annotationsOf(pair: KeyAndCertificate): Record<string, string> {
  return { [MADE_ANNOTATION]: certificateFacts(pair.certificate).fingerprint };
}
