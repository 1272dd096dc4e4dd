import type {
  CertificateFacts,
  KeyAndCertificate,
} from '@remote-env/plugin-remote-env-node/x509';

/** Who made an authority: this portal, or somebody who put it into the Secret or the files. */
export type AuthorityOrigin = 'made' | 'secret' | 'files';

/** Key and certificates as they are found; whether they can be used has still to show. */
export interface FoundAuthority {
  pair: KeyAndCertificate;
  /** Another one as soon as anything about it is different. */
  version: string;
  originOf(facts: CertificateFacts): AuthorityOrigin;
}

/** Where the authority of client certificates lies. */
export interface AuthoritySource {
  /** For messages, e.g. `Secret remote-env-authority/client-ca`. */
  readonly name: string;

  /**
   * What is there now; undefined when there is nothing.
   *
   * @throws TrustMaterialError when a part of it is missing or cannot be read, StoreUnavailableError
   */
  read(): Promise<FoundAuthority | undefined>;
}
