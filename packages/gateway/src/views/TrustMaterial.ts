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

  /** Calls back after each change of either; returns how to end that. */
  onChange(listener: () => void): () => void;
}
