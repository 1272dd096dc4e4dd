import { createHash, randomBytes } from 'node:crypto';
import type { StoredToken, TokenStore } from './TokenStore';

/** 256 bits. */
const TOKEN_BYTES = 32;
/** Longer ones are no tokens of ours and are not even hashed. */
const MAX_TOKEN_LENGTH = 256;

/** A token as it is handed out: shown once, kept nowhere. */
export interface IssuedToken {
  token: string;
  expiresAt: Date;
}

/** What a token that was shown stands for. */
export interface RedeemableToken {
  environment: { name: string; uid: string };
  issuedBy: string;
  /** Uses it up. @returns whether this very call did */
  consume(): Promise<boolean>;
  /** Makes a consumed one live again, until it would have expired anyway: what it was used for did not succeed. */
  restore(): Promise<void>;
}

/**
 * One-time tokens (wire-contracts 1.1): random, kept as digests, used up by success only, several live at once. They
 * survive restarts and are the same for all replicas, because only the database knows them.
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
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const now = Date.now();
    const stored: StoredToken = {
      digest: digestOf(token),
      environment,
      issuedBy,
      issuedAt: new Date(now),
      expiresAt: new Date(now + this.#ttlMs),
    };
    await this.#store.removeExpired(new Date(now));
    await this.#store.add(stored);
    return { token, expiresAt: stored.expiresAt };
  }

  /** @returns undefined for what is unknown, used or expired: the difference is nobody's business */
  async find(token: string): Promise<RedeemableToken | undefined> {
    if (token.length > MAX_TOKEN_LENGTH) {
      return undefined;
    }
    const digest = digestOf(token);
    const stored = await this.#store.find(digest);
    return (
      stored && {
        environment: stored.environment,
        issuedBy: stored.issuedBy,
        consume: () => this.#store.consume(digest),
        restore: () => this.#store.add(stored),
      }
    );
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
