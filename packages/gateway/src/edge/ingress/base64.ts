import { ForwardedError } from './ForwardedError';

/**
 * Node passes over what is no base64; here nothing may stand between.
 *
 * @throws ForwardedError
 */
export function readBase64(text: string): Buffer {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    throw new ForwardedError('forwarded certificate is malformed');
  }
  return Buffer.from(text, 'base64');
}
