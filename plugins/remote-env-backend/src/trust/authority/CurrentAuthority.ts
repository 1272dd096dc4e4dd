import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  Authority,
  AuthorityError,
  type AuthorityRules,
  type KeyAndCertificate,
} from '@remote-env/plugin-remote-env-node/x509';
import { coalesced } from '../coalesced';
import { TrustMaterialError } from '../errors';
import type {
  AuthorityOrigin,
  AuthoritySource,
  FoundAuthority,
} from './AuthoritySource';

/** Between two looks at the source while nobody asks. */
const LOOK_MS = 2000;
/** What was refused is judged again after it: it may have become valid by then. */
const JUDGE_AGAIN_MS = 10_000;

/** The authority that signs, with what is known of it. */
export interface AuthorityInUse {
  authority: Authority;
  pair: KeyAndCertificate;
  origin: AuthorityOrigin;
  version: string;
}

export interface CurrentAuthorityOptions {
  source: AuthoritySource;
  rules?: Pick<AuthorityRules, 'allowPartialChain'>;
  /** Makes the source have something, where that is ours to do. */
  make?: () => Promise<void>;
  /** Lets everybody trust a chain; done before anything is signed with it. */
  publish: (chain: string) => Promise<void>;
  /** Before an authority takes the place of another. */
  beforeReplacing?: (former: AuthorityInUse) => Promise<void>;
  logger: LoggerService;
}

/**
 * The authority that client certificates are signed with: what its source has at the moment of signing. Others replace
 * it there at any time (another portal, cert-manager, an admin), and every portal takes it without a restart. What
 * cannot be used is refused with a reason, and the one before it stays in use.
 */
export class CurrentAuthority {
  readonly #options: CurrentAuthorityOptions;
  readonly #listeners = new Set<() => void>();
  #inUse: AuthorityInUse | undefined;
  #refused: { version?: string; reason: string; at: number } | undefined;
  readonly #lookOnce = coalesced(() => this.#look());
  #timer: NodeJS.Timeout | undefined;

  static create(options: CurrentAuthorityOptions) {
    return new CurrentAuthority(options);
  }

  private constructor(options: CurrentAuthorityOptions) {
    this.#options = options;
  }

  /**
   * The authority to sign with now. Its chain is published.
   *
   * @throws TrustMaterialError when there has never been one that can be used; StoreUnavailableError
   */
  async get(): Promise<Authority> {
    return (await this.inUse()).authority;
  }

  /** As `get`, with what is known of it. */
  async inUse(): Promise<AuthorityInUse> {
    return this.#lookOnce();
  }

  /** What is wrong with what the source has, or with what is in use; undefined when nothing is. */
  problem(): string | undefined {
    const { source } = this.#options;
    if (this.#refused) {
      return this.#refused.reason;
    }
    const notAfter = this.#inUse?.authority.notAfter;
    return notAfter && notAfter.getTime() <= Date.now()
      ? `${
          source.name
        }: the authority has expired on ${notAfter.toISOString()}: replace it`
      : undefined;
  }

  /** Calls back after another authority was taken; returns how to end that. */
  onReplaced(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks at the source from time to time, too. */
  start(intervalMs = LOOK_MS): void {
    const { logger } = this.#options;
    let failing = false;
    this.#timer ??= setInterval(() => {
      this.inUse().then(
        () => {
          failing = false;
        },
        error => {
          if (!failing) {
            failing = true;
            logger.warn(
              `The authority could not be looked at, the last one stays in use: ${error}`,
            );
          }
        },
      );
    }, intervalMs);
    this.#timer.unref();
  }

  /** Ends the looks from time to time. */
  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<AuthorityInUse> {
    let found: FoundAuthority | undefined;
    try {
      found = await this.#found();
      if (this.#inUse?.version === found.version) {
        this.#refused = undefined;
        return this.#inUse;
      }
      return this.#inUse && this.#isStillRefused(found)
        ? this.#inUse
        : await this.#take(found);
    } catch (error) {
      if (!this.#inUse || !(error instanceof TrustMaterialError)) {
        throw error;
      }
      this.#refuse(error.message, found?.version);
      return this.#inUse;
    }
  }

  async #found(): Promise<FoundAuthority> {
    const { source, make } = this.#options;
    let found = await source.read();
    if (!found && !this.#inUse && make) {
      await make();
      found = await source.read();
    }
    if (!found) {
      throw new TrustMaterialError(`${source.name} is gone: put it back`);
    }
    return found;
  }

  #isStillRefused({ version }: FoundAuthority): boolean {
    return (
      this.#refused?.version === version &&
      performance.now() - this.#refused.at < JUDGE_AGAIN_MS
    );
  }

  async #take(found: FoundAuthority): Promise<AuthorityInUse> {
    const { beforeReplacing, logger, publish, source } = this.#options;
    const authority = await this.#judge(found);
    const former = this.#inUse;
    const isNew =
      former?.authority.facts.fingerprint !== authority.facts.fingerprint;
    await publish(authority.chain);
    if (former && isNew) {
      await beforeReplacing?.(former);
    }
    this.#inUse = {
      authority,
      pair: found.pair,
      origin: found.originOf(authority.facts),
      version: found.version,
    };
    this.#refused = undefined;
    if (former && isNew) {
      const { subject, fingerprint } = authority.facts;
      logger.info(
        `Certificates are signed by '${subject}' (${fingerprint}) from now on, from ${source.name}`,
      );
    }
    for (const listener of this.#listeners) {
      listener();
    }
    return this.#inUse;
  }

  async #judge({ pair }: FoundAuthority): Promise<Authority> {
    const { rules, source } = this.#options;
    try {
      return await Authority.load(pair, { ...rules, mustSignLists: true });
    } catch (error) {
      throw error instanceof AuthorityError
        ? new TrustMaterialError(
            `${source.name} cannot be used: ${error.message}`,
            { cause: error },
          )
        : error;
    }
  }

  #refuse(reason: string, version: string | undefined): void {
    if (this.#refused?.reason !== reason) {
      this.#options.logger.error(
        `${reason}. The former authority stays in use`,
      );
    }
    this.#refused = { version, reason, at: performance.now() };
  }
}
