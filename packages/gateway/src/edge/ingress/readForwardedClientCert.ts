import { createHash } from 'node:crypto';
import { ForwardedError } from './ForwardedError';
import { readEscapedPem, readEscapedPems } from './readEscapedPem';

/** Keys of one element; of the others each may come once. */
const REPEATABLE = new Set(['uri', 'dns']);

/**
 * Envoy's `x-forwarded-client-cert` ("HTTP header manipulation" in its manual): elements with commas between them, one
 * for each proxy on the way; each has pairs `key=value` with semicolons between them, values in quotes where they need
 * some.
 *
 * An element before the ingress's own is what somebody sent to the ingress: more than one is refused, the ingress has to
 * replace the header (`SANITIZE_SET`). `Cert`, or else the first of `Chain`, is the certificate; a hash is none.
 *
 * @throws ForwardedError
 */
export function readForwardedClientCert(value: string): Buffer {
  const [element, ...more] = readElements(value);
  if (more.length > 0) {
    throw new ForwardedError('forwarded certificate is ambiguous');
  }
  const cert = element?.get('cert');
  const chain = element?.get('chain');
  const first = chain === undefined ? undefined : readEscapedPems(chain)[0];
  const certificate = cert === undefined ? first : readEscapedPem(cert);
  if (!certificate) {
    throw new ForwardedError('forwarded certificate is malformed');
  }
  if (first && !first.equals(certificate)) {
    throw new ForwardedError('forwarded certificate is ambiguous');
  }
  const hash = element?.get('hash')?.toLowerCase();
  if (
    hash !== undefined &&
    hash !== createHash('sha256').update(certificate).digest('hex')
  ) {
    throw new ForwardedError('forwarded certificate is ambiguous');
  }
  return certificate;
}

/**
 * One pair of an element, and what ends it; quoted text may hold everything, with a backslash before a quote. Blanks belong
 * to one part only each: where two could take them, thousands of them would be tried in all ways.
 */
const PAIR =
  /[ \t]*([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"[ \t]*|([^",;]*))([,;]|$)/y;

function readElements(value: string): Map<string, string>[] {
  const elements: Map<string, string>[] = [];
  let element = new Map<string, string>();
  let at = 0;
  let end = '';
  do {
    PAIR.lastIndex = at;
    const match = PAIR.exec(value);
    if (!match) {
      throw new ForwardedError('forwarded certificate is malformed');
    }
    const [whole, key = '', quoted, plain = '', ended = ''] = match;
    const name = key.toLowerCase();
    if (element.has(name) && !REPEATABLE.has(name)) {
      throw new ForwardedError('forwarded certificate is ambiguous');
    }
    element.set(name, quoted?.replace(/\\(.)/g, '$1') ?? plain);
    at += whole.length;
    end = ended;
    if (end !== ';') {
      elements.push(element);
      element = new Map();
    }
  } while (end !== '');
  return elements;
}
