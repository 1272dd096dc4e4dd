/**
 * Where a request of the API page may go: only below our invoke route, after the URL was normalised, so that no
 * document can lead the reader's token elsewhere by dot segments or by a server of its own.
 *
 * @returns the normalised URL
 * @throws Error when it leads anywhere else
 */
export function guardInvokeUrl(url: string, invokeUrl: string): string {
  const allowed = new URL(invokeUrl);
  const wanted = new URL(url, allowed);
  const base = `${allowed.pathname.replace(/\/$/, '')}/`;
  if (wanted.origin !== allowed.origin || !wanted.pathname.startsWith(base)) {
    throw new Error('Requests go to this service only');
  }
  return wanted.href;
}

/** Headers that belong to the portal's own session and never travel to a system. */
const OWN_HEADERS = ['authorization', 'cookie', 'proxy-authorization'];

/** The headers that the reader filled in, without those that would carry the reader's own session. */
export function invokeHeaders(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of OWN_HEADERS) {
    kept.delete(name);
  }
  return kept;
}
