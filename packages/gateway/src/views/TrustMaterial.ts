/** The edge's own certificate, PEM, leaf first. */
export interface ServerCertificate {
  cert: string;
  key: string;
}

/** What the edge's TLS is made of; follows the Secrets that hold it. */
export interface TrustMaterial {
  /** Undefined until its Secret is there. */
  server(): ServerCertificate | undefined;

  /** CAs that client certificates may chain to, PEM, any number. */
  clientCas(): string;

  /**
   * PEM of the lists of revoked certificates, that of the authority in use first; empty until there is one. For others:
   * the edge has the records.
   */
  revocationLists(): string;

  /** Reads them now; whoever calls back has done so when it resolves. Never rejects. */
  refresh(): Promise<void>;

  /** Calls back after each change of certificate or CAs; returns how to end that. */
  onChange(listener: () => void): () => void;
}
