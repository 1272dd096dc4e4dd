import { readBase64 } from './base64';
import { ForwardedError } from './ForwardedError';

/**
 * `Client-Cert` of RFC 9440 (2.2): one byte sequence of RFC 8941 (3.3.5) with the DER. Parameters are not defined for it
 * and not taken.
 *
 * @throws ForwardedError
 */
export function readByteSequence(value: string): Buffer {
  if (/:\s*,\s*:/.test(value)) {
    throw new ForwardedError('forwarded certificate is ambiguous');
  }
  const [, text] = /^:([^:]+):$/.exec(value) ?? [];
  if (text === undefined) {
    throw new ForwardedError('forwarded certificate is malformed');
  }
  return readBase64(text);
}
