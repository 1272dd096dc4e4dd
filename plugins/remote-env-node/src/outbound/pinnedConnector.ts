import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { parseAddress } from './addresses';
import { OutboundDeniedError } from './errors';
import type { CheckedUrl, OutboundPolicy } from './OutboundPolicy';

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
  const judgedLookup: LookupFunction = (hostname, lookupOptions, callback) => {
    options
      .resolve(hostname)
      .then(found => {
        for (const { address } of found) {
          const parsed = parseAddress(address);
          if (!parsed) {
            throw new OutboundDeniedError(
              checked.url.origin,
              'reserved-address',
            );
          }
          policy.checkAddress(checked, parsed);
        }
        const first = found[0];
        if (!first) {
          throw new Error(`no address for ${hostname}`);
        }
        if (lookupOptions.all) {
          callback(null, found);
        } else {
          callback(null, first.address, first.family);
        }
      })
      .catch(error => callback(error, []));
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
    if (!isSameTarget(to, checked)) {
      callback(
        new OutboundDeniedError(`${to.protocol}//${to.host}`, 'other-target'),
        null,
      );
      return;
    }
    // A literal address never reaches `lookup`; the policy may have changed since it was checked.
    try {
      if (checked.address) {
        policy.checkAddress(checked, checked.address);
      }
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)), null);
      return;
    }
    connect(to, callback);
  };
}

function isSameTarget(
  to: buildConnector.Options,
  checked: CheckedUrl,
): boolean {
  const secure = checked.url.protocol === 'https:';
  const hostname = to.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const sameHost =
    hostname.toLowerCase() === checked.hostname ||
    (isIP(hostname) !== 0 &&
      isIP(checked.hostname) !== 0 &&
      hostname === checked.hostname);
  const port = Number(to.port) || (secure ? 443 : 80);
  return (
    to.protocol === checked.url.protocol && sameHost && port === checked.port
  );
}
