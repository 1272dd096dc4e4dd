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

/** Where one-time tokens are kept; shared by all replicas of the portal. */
export interface TokenStore {
  add(token: StoredToken): Promise<void>;

  /** @returns the token when it exists and has not expired */
  find(digest: string): Promise<StoredToken | undefined>;

  /** Removes it. @returns whether this very call did: of two at once exactly one gets true */
  consume(digest: string): Promise<boolean>;

  /** Removes what expired before. */
  removeExpired(before: Date): Promise<void>;

  /** Removes all tokens of one environment. */
  removeOf(environmentUid: string): Promise<void>;
}
