import { X509Certificate } from 'node:crypto';
import type { ForwardedHeader } from '@remote-env/plugin-remote-env-node';
import { peerCertificateOf } from '../identity/PeerCertificates';
import type { Presented } from '../identity/Presented';
import { ForwardedError } from './ForwardedError';
import { readByteSequence } from './readByteSequence';
import { readEscapedPem } from './readEscapedPem';
import { readForwardedClientCert } from './readForwardedClientCert';

/** Characters of a header with a certificate at most: with its whole chain, as Envoy sends it, it has some thousands. */
export const MAX_HEADER_LENGTH = 32 * 1024;

/** @returns the DER of the one certificate that a header is about */
const READERS: Record<ForwardedHeader, (value: string) => Buffer> = {
  'client-cert': readByteSequence,
  'x-forwarded-client-cert': readForwardedClientCert,
  'x-ssl-client-cert': readEscapedPem,
};

/** @throws ForwardedError when it is none, or not it alone */
function certificateOf(der: Buffer): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch {
    throw new ForwardedError('forwarded certificate is malformed');
  }
  if (!certificate.raw.equals(der)) {
    throw new ForwardedError('forwarded certificate is malformed');
  }
  return certificate;
}

/**
 * The certificate that an ingress forwards. Whether it is good is asked of it as of any other; here only its reading
 * can fail.
 *
 * @param values - of the header, one for each time that it was sent
 */
export function readForwarded(
  form: ForwardedHeader,
  values: readonly string[],
): Presented {
  const [value = '', ...more] = values;
  try {
    if (more.length > 0) {
      throw new ForwardedError('forwarded certificate is ambiguous');
    }
    if (value.length > MAX_HEADER_LENGTH) {
      throw new ForwardedError('forwarded certificate is too long');
    }
    // Proxies that set a header without looking leave it empty for whoever has no certificate.
    return value.trim() === ''
      ? {}
      : { peer: peerCertificateOf(certificateOf(READERS[form](value.trim()))) };
  } catch (error) {
    if (error instanceof ForwardedError) {
      return { problem: error.problem };
    }
    throw error;
  }
}
