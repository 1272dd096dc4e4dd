export interface KeyAndCertificate {
  /** PEM; for an authority all of its chain, the issuing certificate first. */
  certificate: string;
  /** PEM, PKCS#8. */
  key: string;
}
