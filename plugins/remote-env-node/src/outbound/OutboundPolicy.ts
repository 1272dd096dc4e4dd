import { networkInterfaces } from 'node:os';
import type { OutboundConfig } from '../config';
import {
  classifyAddress,
  parseAddress,
  sameAddress,
  type IpAddress,
} from './addresses';
import { OutboundDeniedError, type OutboundDenialReason } from './errors';
import { HostRules } from './HostRules';

/** What a call is for; exceptions are configured for each apart. */
export const OUTBOUND_PURPOSES = [
  'target',
  'token',
  'spec',
  'sink',
  'webhook',
] as const;
export type OutboundPurpose = (typeof OUTBOUND_PURPOSES)[number];

/** A listener or engine of this installation, which nothing from outside may make us call. */
export interface OwnListener {
  /** Name or address by which it is reached; absent: this machine, whatever address of it is called. */
  host?: string;
  port: number;
}

/** A URL that passed every check that needs no name resolution. */
export interface CheckedUrl {
  readonly url: URL;
  readonly purpose: OutboundPurpose;
  /** Lower case, without brackets and final dot. */
  readonly hostname: string;
  readonly port: number;
  /** Absent for a name: its addresses are checked when it is resolved. */
  readonly address?: IpAddress;
}

const MAX_URL_LENGTH = 4096;

/** The own listener behind a configured URL, e.g. the edge's public URL. */
export function ownListener(url: string): OwnListener {
  const { hostname, protocol, port } = new URL(url);
  return {
    host: plainHostname(hostname),
    port: Number(port) || (protocol === 'http:' ? 80 : 443),
  };
}

/** Lower case, without brackets and final dot. */
export function plainHostname(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

/**
 * Which URLs and addresses may be called, by purpose ("Outbound calls are hostile territory" in
 * docs/architecture.md).
 *
 * Public addresses over https are open. Of the rest:
 * - metadata, link-local, multicast, unspecified and reserved addresses, our own listeners and the deny list: never;
 * - loopback: only with `allowLoopback`, then over plain http too;
 * - private addresses and plain http: only where the purpose's allow list names the host or its network.
 */
export class OutboundPolicy {
  readonly #allowLoopback: boolean;
  readonly #allow: Record<OutboundPurpose, HostRules>;
  readonly #deny: HostRules;
  readonly #own: () => Iterable<OwnListener>;

  /**
   * @param own - asked at every check, since a listener on port 0 knows its port late
   * @throws Error that names the entry of the configuration that cannot be read
   */
  static create(
    config: OutboundConfig,
    own: () => Iterable<OwnListener>,
  ): OutboundPolicy {
    return new OutboundPolicy(config, own);
  }

  private constructor(
    config: OutboundConfig,
    own: () => Iterable<OwnListener>,
  ) {
    const allow = (purpose: OutboundPurpose) =>
      HostRules.parse(config.allow[purpose] ?? [], `outbound.allow.${purpose}`);
    this.#allowLoopback = config.allowLoopback;
    this.#allow = {
      target: allow('target'),
      token: allow('token'),
      spec: allow('spec'),
      sink: allow('sink'),
      webhook: allow('webhook'),
    };
    this.#deny = HostRules.parse(config.deny, 'outbound.deny');
    this.#own = own;
  }

  /**
   * Everything that can be said without resolving the name; for early refusals, and first step of every call.
   *
   * @throws OutboundDeniedError
   */
  checkUrl(text: string | URL, purpose: OutboundPurpose): CheckedUrl {
    const url = parseUrl(text);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      throw new OutboundDeniedError(`${url.protocol}//${url.host}`, 'scheme');
    }
    const deny = (reason: OutboundDenialReason) =>
      new OutboundDeniedError(url.origin, reason);
    if (url.username || url.password) {
      throw deny('credentials');
    }
    const hostname = plainHostname(url.hostname);
    const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443);
    const address = parseAddress(hostname);
    const checked: CheckedUrl = { url, purpose, hostname, port, address };
    if (address) {
      this.checkAddress(checked, address);
      return checked;
    }
    if (this.#deny.matchesName(hostname)) {
      throw deny('denied');
    }
    for (const own of this.#own()) {
      if (
        own.port === port &&
        own.host &&
        plainHostname(own.host) === hostname
      ) {
        throw deny('own-listener');
      }
    }
    if (url.protocol === 'http:' && !this.#mayBePlain(checked)) {
      throw deny('plain-http');
    }
    return checked;
  }

  /**
   * Judges one address that the checked host resolved to.
   *
   * @throws OutboundDeniedError
   */
  checkAddress(checked: CheckedUrl, address: IpAddress): void {
    const reason = this.addressProblem(checked, address);
    if (reason) {
      throw new OutboundDeniedError(checked.url.origin, reason);
    }
  }

  /** Why the checked URL must not be called at this address; undefined when it may. */
  addressProblem(
    checked: CheckedUrl,
    address: IpAddress,
  ): OutboundDenialReason | undefined {
    const kind = classifyAddress(address);
    if (kind === 'metadata-address' || kind === 'reserved-address') {
      return kind;
    }
    if (this.#deny.matchesAddress(address)) {
      return 'denied';
    }
    if (this.#isOwn(address, checked.port)) {
      return 'own-listener';
    }
    if (kind === 'loopback') {
      return this.#allowLoopback ? undefined : 'loopback';
    }
    const allow = this.#allow[checked.purpose];
    if (allow.matchesName(checked.hostname) || allow.matchesAddress(address)) {
      return undefined;
    }
    if (kind === 'private-address') {
      return 'private-address';
    }
    return checked.url.protocol === 'http:' ? 'plain-http' : undefined;
  }

  #isOwn(address: IpAddress, port: number): boolean {
    for (const own of this.#own()) {
      if (own.port !== port) {
        continue;
      }
      const host = own.host && parseAddress(plainHostname(own.host));
      if (host && classifyAddress(host) === 'public') {
        if (sameAddress(host, address)) {
          return true;
        }
      } else if (isThisMachine(address)) {
        return true;
      }
    }
    return false;
  }

  /** A name over plain http can only be judged by its addresses when a network or loopback is an exception. */
  #mayBePlain({ purpose, hostname }: CheckedUrl): boolean {
    const allow = this.#allow[purpose];
    return (
      this.#allowLoopback || allow.hasNetworks || allow.matchesName(hostname)
    );
  }
}

function parseUrl(text: string | URL): URL {
  const url =
    String(text).length <= MAX_URL_LENGTH ? URL.parse(String(text)) : null;
  if (!url) {
    throw new OutboundDeniedError('?', 'malformed');
  }
  return url;
}

function isThisMachine(address: IpAddress): boolean {
  if (classifyAddress(address) === 'loopback') {
    return true;
  }
  return Object.values(networkInterfaces())
    .flatMap(addresses => addresses ?? [])
    .some(entry => {
      const own = parseAddress(entry.address);
      return own !== undefined && sameAddress(own, address);
    });
}
