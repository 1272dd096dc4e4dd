import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { parseAddress } from './addresses';
import { OutboundDeniedError } from './errors';
import {
  plainHostname,
  type CheckedUrl,
  type OutboundPolicy,
} from './OutboundPolicy';

/** How the other side is verified, and who we say we are. */
export interface OutboundTls {
  /** PEM; replaces the well-known authorities. */
  ca?: string;
  /** Client certificate chain, PEM. */
  cert?: string;
  /** Key of the client certificate, PEM. */
  key?: string;
  /** False: whoever answers is believed. Only where a service was registered so. Default true. */
  rejectUnauthorized?: boolean;
}

export interface ResolvedAddress {
  address: string;
  family: number;
}

/** Name to addresses, as `dns.lookup` with `all`. */
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>;

export const systemResolve: Resolve = hostname =>
  lookup(hostname, { all: true, order: 'verbatim' });

/**
 * Connects to one checked host and port and to nothing else. The name is resolved once for each connection, every
 * address is judged, and the socket goes to one of exactly these addresses: an answer of the name service that
 * changes between check and connection has no effect. One bad address among good ones refuses the host.
 */
export function pinnedConnector(
  policy: OutboundPolicy,
  checked: CheckedUrl,
  options: { tls: OutboundTls; connectTimeoutMs: number; resolve: Resolve },
): buildConnector.connector {
  const judged = async (hostname: string) => {
    const found = await options.resolve(hostname);
    for (const { address } of found) {
      const parsed = parseAddress(address);
      if (!parsed) {
        throw new OutboundDeniedError(checked.url.origin, 'reserved-address');
      }
      policy.checkAddress(checked, parsed);
    }
    return found;
  };
  const judgedLookup: LookupFunction = (hostname, { all }, callback) => {
    judged(hostname).then(
      found => {
        const [first] = found;
        if (!first) {
          callback(new Error(`no address for ${hostname}`), []);
        } else if (all) {
          callback(null, found);
        } else {
          callback(null, first.address, first.family);
        }
      },
      error => callback(error, []),
    );
  };
  const connect = buildConnector({
    ...options.tls,
    rejectUnauthorized: options.tls.rejectUnauthorized ?? true,
    minVersion: 'TLSv1.2',
    timeout: options.connectTimeoutMs,
    autoSelectFamily: true,
    lookup: judgedLookup,
  });
  return (to, callback) => {
    const refusal = refuse(policy, checked, to);
    if (refusal) {
      callback(refusal, null);
    } else {
      connect(to, callback);
    }
  };
}

/** What can be said before a name is resolved. A literal address never reaches `lookup`, so it is judged here again: our own listeners may have changed. */
function refuse(
  policy: OutboundPolicy,
  checked: CheckedUrl,
  to: buildConnector.Options,
): Error | undefined {
  const origin = `${to.protocol}//${to.host ?? to.hostname}`;
  const port = Number(to.port) || (to.protocol === 'https:' ? 443 : 80);
  if (
    to.protocol !== checked.url.protocol ||
    plainHostname(to.hostname) !== checked.hostname ||
    port !== checked.port
  ) {
    return new OutboundDeniedError(origin, 'other-target');
  }
  const reason =
    checked.address && policy.addressProblem(checked, checked.address);
  return reason && new OutboundDeniedError(origin, reason);
}
