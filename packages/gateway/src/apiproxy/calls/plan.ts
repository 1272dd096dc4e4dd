import type { IncomingMessage } from 'node:http';
import type { InvokeTarget } from '../../process/roles';
import {
  admitConsumer,
  admitPortal,
  type Admission,
  type DirectoryView,
} from '../access/admit';
import type { CallerBase } from '../addressing/location';
import { parseAddress, type Address } from '../addressing/parseAddress';
import type { Call } from '../forwarding/forward';
import { ACCESS_TOKEN_HEADER, TOKEN_HEADER } from '../forwarding/headers';
import { ProxyError } from '../ProxyError';

/** What the decision on a call needs to know of it, and what it becomes once admitted. */
export interface Plan
  extends Pick<Call, 'path' | 'query' | 'base' | 'secrets' | 'drop'> {
  /** Throws ProxyError; asked again while the call is under way. */
  admit: () => Admission;
  /** For the report of a refusal. */
  environmentName: string | undefined;
}

const NOTHING: ReadonlySet<string> = new Set();
/** A person's own headers belong to the portal (wire-contracts 6). */
const PORTAL_DROP: Call['drop'] = {
  request: new Set(['authorization', 'cookie', 'origin', 'referer']),
  response: new Set(['set-cookie']),
};

/**
 * For a call of a lambda.
 *
 * @throws ProxyError 400
 */
export function consumerPlan(
  directory: DirectoryView,
  req: IncomingMessage,
): Plan {
  const token = headerText(req, TOKEN_HEADER);
  const address = parseAddress(
    req.url ?? '',
    req.headers.host,
    token !== undefined,
  );
  return {
    admit: () => admitConsumer(directory, address, token, Date.now()),
    environmentName: address.kind === 'path' ? address.environment : undefined,
    path: address.path,
    query: address.query,
    base: callerBase(address),
    secrets: [token, address.pathToken].filter(text => text !== undefined),
    drop: { request: NOTHING, response: NOTHING },
  };
}

/** For a call of the portal for a person. */
export function portalPlan(
  directory: DirectoryView,
  target: InvokeTarget,
): Plan {
  const mark = target.path.indexOf('?');
  return {
    admit: () => admitPortal(directory, target),
    environmentName: target.environment,
    path: mark < 0 ? target.path : target.path.slice(0, mark),
    query: mark < 0 ? undefined : target.path.slice(mark + 1),
    // The portal's own path to here is not known.
    base: { kind: 'secret' },
    secrets: [],
    drop: PORTAL_DROP,
  };
}

function callerBase(address: Address): CallerBase {
  if (address.pathToken !== undefined) {
    return { kind: 'secret' };
  }
  return {
    kind: 'prefix',
    prefix:
      address.kind === 'path'
        ? `/${address.environment}/${address.service}`
        : '',
  };
}

/**
 * The caller's own credentials for the target.
 *
 * @throws ProxyError 403: what was meant as such must not be replaced by the stored ones in silence
 */
export function accessTokenOf(
  req: IncomingMessage,
  { allowAccessToken }: Admission,
): string | undefined {
  const token = headerText(req, ACCESS_TOKEN_HEADER);
  if (token !== undefined && !allowAccessToken) {
    throw ProxyError.forbidden('This binding does not allow an Access-Token.');
  }
  return token;
}

function headerText(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join() : value;
}
