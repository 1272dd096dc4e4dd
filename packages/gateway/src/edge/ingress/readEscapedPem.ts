import { readBase64 } from './base64';
import { ForwardedError } from './ForwardedError';

const BLOCK =
  /-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----(?:\r?\n|$)/g;

/**
 * PEM that is percent-encoded, so that it fits into a header.
 *
 * @returns the DER of each certificate, at least one
 * @throws ForwardedError when there is anything else
 */
export function readEscapedPems(value: string): Buffer[] {
  let pem: string;
  try {
    pem = decodeURIComponent(value);
  } catch {
    throw new ForwardedError('forwarded certificate is malformed');
  }
  const blocks = [...pem.matchAll(BLOCK)];
  if (blocks.length === 0 || pem.replace(BLOCK, '').trim() !== '') {
    throw new ForwardedError('forwarded certificate is malformed');
  }
  return blocks.map(([, text = '']) => readBase64(text.replace(/\r?\n/g, '')));
}

/**
 * `$ssl_client_escaped_cert` of nginx: the certificate of the client alone, without its chain.
 *
 * @throws ForwardedError
 */
export function readEscapedPem(value: string): Buffer {
  const [certificate, ...more] = readEscapedPems(value);
  if (!certificate) {
    throw new ForwardedError('forwarded certificate is malformed');
  }
  if (more.length > 0) {
    throw new ForwardedError('forwarded certificate is ambiguous');
  }
  return certificate;
}
