import { ProxyError } from '../ProxyError';

/** How often a path may be percent-encoded over and over before it is refused instead of looked into. */
const MAX_DECODINGS = 4;

/**
 * Path and query of the request to the target: the target's path, then the caller's; the target's query, then the
 * caller's, both as they were written (application-connector reference 2.5).
 *
 * @param path - the caller's: empty, or beginning with `/`
 * @throws ProxyError 400 when the path could leave the target's own
 */
export function targetPath(
  target: URL,
  path: string,
  query: string | undefined,
): string {
  assertStaysBelow(path);
  const base = target.pathname;
  const joined =
    path === ''
      ? base
      : `${base.endsWith('/') ? base.slice(0, -1) : base}${path}`;
  const queries = [target.search.slice(1), query ?? ''].filter(Boolean);
  return queries.length > 0 ? `${joined}?${queries.join('&')}` : joined;
}

/**
 * Refuses every path with a `..` in it, however it is written: percent-encoded once or several times, with a
 * backslash, with an encoded slash beside it, or with path parameters as some servers read it (`..;a=b`). What a
 * target makes of such a path cannot be known here, and no client needs one.
 */
function assertStaysBelow(path: string): void {
  if (!path.includes('..') && !path.includes('%')) {
    return;
  }
  let text = path;
  for (let round = 0; round <= MAX_DECODINGS; round++) {
    if (
      text.split(/[/\\]/).some(segment => segment.split(';', 1)[0] === '..')
    ) {
      throw ProxyError.badRequest('The path must not contain "..".');
    }
    const decoded = decodeLeniently(text);
    if (decoded === text) {
      return;
    }
    text = decoded;
  }
  throw ProxyError.badRequest('The path is percent-encoded too many times.');
}

/** Decodes what can be, byte by byte: only ASCII matters here. */
function decodeLeniently(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}
