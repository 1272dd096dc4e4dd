import type { IncomingMessage } from 'node:http';

/** Every header in which proxies are known to forward certificates; whoever is not the ingress may only forge them. */
const CERTIFICATE_HEADERS = [
  'client-cert',
  'client-cert-chain',
  'x-forwarded-client-cert',
  'x-ssl-client-cert',
  'ssl-client-cert',
] as const;

/** @param configured - the name that this installation gives such a header, lower case */
export function certificateHeaders(configured?: string): readonly string[] {
  return [
    ...new Set([...CERTIFICATE_HEADERS, ...(configured ? [configured] : [])]),
  ];
}

/**
 * Removes headers from a request in every form in which Node gives them.
 *
 * @param names - lower case
 * @param wanted - one of them
 * @returns the values of the wanted one, one for each time that it was sent, and whether there were any at all
 */
export function takeHeaders(
  req: IncomingMessage,
  names: readonly string[],
  wanted?: string,
): { values: string[]; taken: boolean } {
  const { headers, rawHeaders } = req;
  // The usual case at the public listener.
  if (!names.some(name => name in headers)) {
    return { values: [], taken: false };
  }
  const values: string[] = [];
  const kept: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    const lower = name.toLowerCase();
    if (lower === wanted) {
      values.push(value);
    }
    if (!names.includes(lower)) {
      kept.push(name, value);
    }
  }
  // Node makes it when somebody first asks, of as many raw headers as came.
  const { headersDistinct } = req;
  rawHeaders.splice(0, rawHeaders.length, ...kept);
  for (const name of names) {
    delete headers[name];
    delete headersDistinct[name];
  }
  return { values, taken: true };
}
