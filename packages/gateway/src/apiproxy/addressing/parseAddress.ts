import { ProxyError } from '../ProxyError';

/** Which service a call is for, and how its caller says so. */
export type Address = {
  /** Path below the service, as received: empty, or beginning with `/`. */
  path: string;
  /** As received, without `?`; undefined when there is none. */
  query: string | undefined;
  /** Binding token from the path; must appear nowhere else. */
  pathToken?: string;
} & (
  | { kind: 'path'; environment: string; service: string }
  /** By the host name of a per-API Service. */
  | { kind: 'host'; environmentCut: string; serviceId: string }
  /** By the token alone: its binding says which service. */
  | { kind: 'token'; pathToken: string }
);

/** First label of a per-API Service's name (application-connector reference 4.1). */
const SERVICE_HOST =
  /^re-([a-z0-9](?:[-a-z0-9]{0,22}))-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Longest request target that is taken, in characters. */
const MAX_TARGET_LENGTH = 16 * 1024;

/**
 * Reads where a call goes from its request target and `Host` header (wire-contracts 2):
 * `/{environment}/{service}/{path}`, `/t/{token}/{path}`, and, on the host of a per-API Service, `/{path}` or
 * `/t/{token}/{path}`. On such a host `/t/…` belongs to the target when the caller shows its token by header.
 *
 * @throws ProxyError 400
 */
export function parseAddress(
  requestTarget: string,
  host: string | undefined,
  hasHeaderToken: boolean,
): Address {
  if (!requestTarget.startsWith('/')) {
    throw ProxyError.badRequest('The request target must begin with "/".');
  }
  if (requestTarget.length > MAX_TARGET_LENGTH) {
    throw ProxyError.badRequest(
      `The request target is longer than ${MAX_TARGET_LENGTH} characters.`,
    );
  }
  const mark = requestTarget.indexOf('?');
  const whole = mark < 0 ? requestTarget : requestTarget.slice(0, mark);
  const query = mark < 0 ? undefined : requestTarget.slice(mark + 1);
  const byHost = SERVICE_HOST.exec(firstLabel(host));
  if (byHost?.[1] && byHost[2]) {
    const [environmentCut, serviceId] = [byHost[1], byHost[2]];
    const base = { kind: 'host', environmentCut, serviceId, query } as const;
    const token = hasHeaderToken ? undefined : takeToken(whole);
    return token
      ? { ...base, path: token.rest, pathToken: token.value }
      : { ...base, path: whole };
  }
  const token = takeToken(whole);
  if (token) {
    return { kind: 'token', pathToken: token.value, path: token.rest, query };
  }
  const first = takeSegment(whole);
  const second = takeSegment(first.rest);
  if (!first.value || !second.value) {
    throw ProxyError.badRequest(
      'The path must begin with /{environment}/{service}.',
    );
  }
  return {
    kind: 'path',
    environment: first.value,
    service: second.value,
    path: second.rest,
    query,
  };
}

function firstLabel(host: string | undefined): string {
  return (host ?? '').split('.', 1)[0]?.split(':', 1)[0]?.toLowerCase() ?? '';
}

/** The first segment of a path, and what follows it. */
function takeSegment(path: string): { value: string; rest: string } {
  const end = path.indexOf('/', 1);
  return end < 0
    ? { value: path.slice(1), rest: '' }
    : { value: path.slice(1, end), rest: path.slice(end) };
}

/** Token and rest of `/t/{token}{rest}`. */
function takeToken(path: string): { value: string; rest: string } | undefined {
  if (path !== '/t' && !path.startsWith('/t/')) {
    return undefined;
  }
  const token = takeSegment(path.slice(2));
  return token.value ? token : undefined;
}
