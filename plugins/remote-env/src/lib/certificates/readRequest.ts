import { encodePem } from './pem';

/** Characters of a request that the portal takes. */
export const MAX_REQUEST_LENGTH = 64 * 1024;

/** A request that somebody gave, as it can be sent; or why it is not even looked at. */
export type GivenRequest =
  | { pem: string; problem?: undefined }
  | { pem?: undefined; problem: 'tooLarge' | 'privateKey' | 'unreadable' };

/** First byte of every request as DER: a sequence. */
const SEQUENCE = 0x30;
/** Such a byte in base64, and nothing but base64. */
const BARE_BASE64 = /^M[A-P][A-Za-z0-9+/\s]+={0,2}\s*$/;

/** A pasted text: PEM, or the base64 of DER without its label lines. */
export function requestOfText(text: string): GivenRequest {
  if (text.length > MAX_REQUEST_LENGTH) {
    return { problem: 'tooLarge' };
  }
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) {
    return { problem: 'privateKey' };
  }
  const bare = text.trim();
  return {
    pem: BARE_BASE64.test(bare)
      ? `-----BEGIN CERTIFICATE REQUEST-----\n${bare}\n-----END CERTIFICATE REQUEST-----\n`
      : text,
  };
}

/** A file: DER, or one of the texts above. */
export function requestOfBytes(bytes: Uint8Array<ArrayBuffer>): GivenRequest {
  if (bytes.length > MAX_REQUEST_LENGTH) {
    return { problem: 'tooLarge' };
  }
  return bytes[0] === SEQUENCE
    ? { pem: encodePem(bytes.buffer, 'CERTIFICATE REQUEST') }
    : requestOfText(new TextDecoder('latin1').decode(bytes));
}

/** A file that somebody chose. One that is too large is not even read. */
export function requestOfFile(file: File): Promise<GivenRequest> {
  if (file.size > MAX_REQUEST_LENGTH) {
    return Promise.resolve({ problem: 'tooLarge' });
  }
  return new Promise(resolve => {
    const reader = new FileReader();
    reader.onerror = () => resolve({ problem: 'unreadable' });
    reader.onload = () =>
      resolve(
        reader.result === null || typeof reader.result === 'string'
          ? { problem: 'unreadable' }
          : requestOfBytes(new Uint8Array(reader.result)),
      );
    reader.readAsArrayBuffer(file);
  });
}
