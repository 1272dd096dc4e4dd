import { X509Certificate } from 'node:crypto';

const PEM_CERTIFICATE =
  /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads every certificate of a PEM bundle.
 *
 * @throws Error when one cannot be read
 */
export function readAnchors(bundle: string): X509Certificate[] {
  return (bundle.match(PEM_CERTIFICATE) ?? []).map(
    pem => new X509Certificate(pem),
  );
}
