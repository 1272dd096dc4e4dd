/** Header names and values by turns, as `IncomingMessage.rawHeaders`. */
export type RawHeaders = string[];

export const TOKEN_HEADER = 'x-remote-env-token';
/** Lets a caller bring its own credentials, where its binding allows that (wire-contracts 1.4). */
export const ACCESS_TOKEN_HEADER = 'access-token';

/** Belong to one connection, not to the message (RFC 9110, 7.6.1); `expect` is answered by the proxy itself. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'http2-settings',
]);

/** Never sent on: replaced by the target's host, or meant for the proxy alone. */
const FOR_PROXY_ONLY: ReadonlySet<string> = new Set([
  'host',
  TOKEN_HEADER,
  ACCESS_TOKEN_HEADER,
]);

/**
 * Headers of a caller that go on to the target, order and spelling kept. A header that holds a binding token in its
 * value (`Referer`, or what a proxy in between makes of the path) is left out.
 *
 * @param secrets - tokens that the caller showed
 */
export function requestHeaders(
  raw: readonly string[],
  secrets: readonly string[],
  drop: ReadonlySet<string> = new Set(),
): RawHeaders {
  const nominated = connectionOptions(raw);
  return filter(
    raw,
    (name, value) =>
      !HOP_BY_HOP.has(name) &&
      !FOR_PROXY_ONLY.has(name) &&
      !nominated.has(name) &&
      !drop.has(name) &&
      !secrets.some(secret => value.includes(secret)),
  );
}

/** Headers of the target that go back to the caller. */
export function responseHeaders(
  raw: readonly string[],
  drop: ReadonlySet<string> = new Set(),
): RawHeaders {
  const nominated = connectionOptions(raw);
  return filter(
    raw,
    name => !HOP_BY_HOP.has(name) && !nominated.has(name) && !drop.has(name),
  );
}

/** Headers that the sender meant for this connection only. Those that frame the message cannot be among them. */
function connectionOptions(raw: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.toLowerCase() === 'connection') {
      for (const option of (raw[i + 1] ?? '').split(',')) {
        names.add(option.trim().toLowerCase());
      }
    }
  }
  names.delete('content-length');
  return names;
}

function filter(
  raw: readonly string[],
  keep: (lowerCaseName: string, value: string) => boolean,
): RawHeaders {
  const kept: RawHeaders = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i];
    const value = raw[i + 1];
    if (
      name !== undefined &&
      value !== undefined &&
      keep(name.toLowerCase(), value)
    ) {
      kept.push(name, value);
    }
  }
  return kept;
}

/** First value of a header, whatever its spelling. */
export function headerValue(
  raw: readonly string[],
  lowerCaseName: string,
): string | undefined {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.toLowerCase() === lowerCaseName) {
      return raw[i + 1];
    }
  }
  return undefined;
}

/** Replaces every occurrence of a header by one. */
export function setHeader(raw: RawHeaders, name: string, value: string): void {
  removeHeader(raw, name.toLowerCase());
  raw.push(name, value);
}

export function removeHeader(raw: RawHeaders, lowerCaseName: string): void {
  for (let i = raw.length - 2; i >= 0; i -= 2) {
    if (raw[i]?.toLowerCase() === lowerCaseName) {
      raw.splice(i, 2);
    }
  }
}
