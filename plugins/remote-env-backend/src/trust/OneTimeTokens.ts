import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { InvalidTokenError } from './errors';
import type { StoredToken, TokenStore } from './TokenStore';

/** 256 bits. */
const TOKEN_BYTES = 32;
/** Longer ones are no tokens of ours and are not even hashed. */
const MAX_TOKEN_LENGTH = 256;
const MAX_LISTED = 100;
/** A use takes less; a portal that died while it used a token holds it no longer than this. */
const CLAIM_MS = 30_000;

/** A token as it is handed out: shown once, kept nowhere. */
export interface IssuedToken {
  token: string;
  /** By which it is spoken of: lower-case hex SHA-256, of which nobody gets to the token. */
  fingerprint: string;
  issuedAt: Date;
  expiresAt: Date;
}

/** A token that can still be used, as people see it. */
export interface LiveToken {
  fingerprint: string;
  issuedBy: string;
  issuedAt: Date;
  expiresAt: Date;
}

/** What a token that was shown stands for. */
export interface RedeemableToken {
  environment: { name: string; uid: string };
  issuedBy: string;
  /**
   * Does something with it and uses it up when that succeeds; when it fails, the token stays live.
   *
   * @throws InvalidTokenError when somebody else used it or is using it now; `work` is then not done, or its result is
   * not to be handed out
   */
  use<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Trades it for a fresh one, in one transaction.
   *
   * @throws InvalidTokenError as `use`
   */
  exchange(): Promise<IssuedToken>;
}

/**
 * One-time tokens (wire-contracts 1.1): random, kept as digests, used up by success only, several live at once. They
 * survive restarts and are the same for all replicas, because only the database knows them. Of two uses at once
 * exactly one succeeds: a use first claims the token, and a claim ends by itself when its holder dies.
 */
export class OneTimeTokens {
  readonly #store: TokenStore;
  readonly #ttlMs: number;

  static create(options: { store: TokenStore; ttlMs: number }) {
    return new OneTimeTokens(options);
  }

  private constructor(options: { store: TokenStore; ttlMs: number }) {
    this.#store = options.store;
    this.#ttlMs = options.ttlMs;
  }

  async issue(
    environment: { name: string; uid: string },
    issuedBy: string,
  ): Promise<IssuedToken> {
    const { token, stored } = this.#make(environment, issuedBy);
    await this.#store.removeExpired(stored.issuedAt);
    await this.#store.add(stored);
    return issued(token, stored);
  }

  /** Those of one environment that can still be used, the newest first; a hundred at most. */
  async live(environmentUid: string): Promise<LiveToken[]> {
    const tokens = await this.#store.list(environmentUid, MAX_LISTED);
    return tokens.map(({ digest, issuedBy, issuedAt, expiresAt }) => ({
      fingerprint: digest,
      issuedBy,
      issuedAt,
      expiresAt,
    }));
  }

  /**
   * Makes a token worthless. One that is being used at this moment gives its user nothing.
   *
   * @returns whether it was live
   */
  async cancel(environmentUid: string, fingerprint: string): Promise<boolean> {
    return this.#store.cancel(environmentUid, fingerprint);
  }

  /** @returns undefined for what is unknown, used or expired */
  async find(token: string): Promise<RedeemableToken | undefined> {
    if (token.length > MAX_TOKEN_LENGTH) {
      return undefined;
    }
    const stored = await this.#store.find(digestOf(token));
    return (
      stored && {
        environment: stored.environment,
        issuedBy: stored.issuedBy,
        use: work => this.#use(stored.digest, work),
        exchange: () => this.#exchange(stored),
      }
    );
  }

  #make(environment: { name: string; uid: string }, issuedBy: string) {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const now = Date.now();
    const stored: StoredToken = {
      digest: digestOf(token),
      environment,
      issuedBy,
      issuedAt: new Date(now),
      expiresAt: new Date(now + this.#ttlMs),
    };
    return { token, stored };
  }

  async #use<T>(digest: string, work: () => Promise<T>): Promise<T> {
    const claim = { id: randomUUID(), until: new Date(Date.now() + CLAIM_MS) };
    if (!(await this.#store.claim(digest, claim))) {
      throw new InvalidTokenError();
    }
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.#store.release(digest, claim.id);
      throw error;
    }
    if (!(await this.#store.consume(digest, claim.id))) {
      throw new InvalidTokenError();
    }
    return result;
  }

  async #exchange(old: StoredToken): Promise<IssuedToken> {
    const { token, stored } = this.#make(old.environment, old.issuedBy);
    if (!(await this.#store.replace(old.digest, stored))) {
      throw new InvalidTokenError();
    }
    return issued(token, stored);
  }
}

function issued(
  token: string,
  { digest, issuedAt, expiresAt }: StoredToken,
): IssuedToken {
  return { token, fingerprint: digest, issuedAt, expiresAt };
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
