/** How a caller reaches the service: what its own `Location` values are made from. */
export type CallerBase =
  /** Prefix of the service in the caller's paths, e.g. `/shop/orders-1a2b3`; empty on a host of its own. */
  | { kind: 'prefix'; prefix: string }
  /** The prefix holds a token, which must not appear in an answer: values are relative to the request's path. */
  | { kind: 'secret' };

/**
 * `Location` for the caller: a place below the target's URL becomes the same place below the service at the proxy;
 * any other stays, as an absolute URL (application-connector reference 2.6).
 *
 * @param location - as the target sent it
 * @param requested - URL that was requested from the target
 * @param target - the service's target URL
 * @param path - the caller's path below the service
 */
export function rewriteLocation(
  location: string,
  requested: URL,
  target: URL,
  path: string,
  base: CallerBase,
): string {
  const url = URL.parse(location, requested);
  if (!url) {
    return location;
  }
  const below =
    url.origin === target.origin && !url.username && !url.password
      ? pathBelow(url.pathname, target.pathname)
      : undefined;
  // Seen from `/t/{token}` without a final slash, nothing below can be named without the token.
  if (below === undefined || (base.kind === 'secret' && path === '')) {
    return url.href;
  }
  const rest = `${url.search}${url.hash}`;
  return base.kind === 'prefix'
    ? `${safePath(`${base.prefix}${below}`)}${rest}`
    : `${relativePath(path, below)}${rest}`;
}

/** A value that begins with `//` would name a host. */
function safePath(path: string): string {
  return path === '' ? '/' : path.replace(/^\/{2,}/, '/');
}

function pathBelow(path: string, base: string): string | undefined {
  const root = base.endsWith('/') ? base.slice(0, -1) : base;
  return path === root || path.startsWith(`${root}/`)
    ? path.slice(root.length)
    : undefined;
}

/** Reference from one path to another that holds neither's prefix (RFC 3986, 4.2). */
function relativePath(from: string, to: string): string {
  const up = from.split('/').slice(1, -1);
  const down = to.split('/').slice(1);
  let common = 0;
  while (
    common < up.length &&
    common < down.length - 1 &&
    up[common] === down[common]
  ) {
    common += 1;
  }
  const relative = [
    ...up.slice(common).map(() => '..'),
    ...down.slice(common),
  ].join('/');
  // `./` keeps a first segment with a colon from being read as a scheme, and an empty reference from meaning "here".
  return relative.startsWith('..') ? relative : `./${relative}`;
}
