/** A live token as it is kept: nobody can use what is in here. */
export interface StoredToken {
  /** Lower-case hex SHA-256 of the token. */
  digest: string;
  environment: { name: string; uid: string };
  /** Entity reference, or what stood in for a person. */
  issuedBy: string;
  issuedAt: Date;
  expiresAt: Date;
}

/** One use of a token, while it lasts. */
export interface TokenClaim {
  /** Random; tells this use from others. */
  id: string;
  /** Afterwards the token is free again: whoever claimed it is dead. */
  until: Date;
}

/**
 * Where one-time tokens are kept; shared by all replicas of the portal. Of two that claim, consume or replace a token
 * at once exactly one gets true.
 */
export interface TokenStore {
  add(token: StoredToken): Promise<void>;

  /** @returns the token when it exists and has not expired, claimed or not */
  find(digest: string): Promise<StoredToken | undefined>;

  /** Keeps everybody else from using the token. @returns whether it was live and free */
  claim(digest: string, claim: TokenClaim): Promise<boolean>;

  /** Live tokens of one environment, the newest first; claimed ones too. */
  list(environmentUid: string, limit: number): Promise<StoredToken[]>;

  /** Removes a live token, even while somebody uses it. @returns whether it was there */
  cancel(environmentUid: string, digest: string): Promise<boolean>;

  /** Gives a claimed token back. */
  release(digest: string, claimId: string): Promise<void>;

  /** Removes a token that this claim holds. @returns whether it still held it */
  consume(digest: string, claimId: string): Promise<boolean>;

  /** Puts one token in the place of another, both or neither. @returns whether that one was live and free */
  replace(digest: string, next: StoredToken): Promise<boolean>;

  /** Removes what expired before. */
  removeExpired(before: Date): Promise<void>;

  /** Removes all tokens of one environment. */
  removeOf(environmentUid: string): Promise<void>;
}
