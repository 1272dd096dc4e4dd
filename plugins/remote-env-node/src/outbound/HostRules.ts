import ipaddr from 'ipaddr.js';
import { parseAddress, type IpAddress } from './addresses';

const HOST_NAME =
  /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** A list of hosts and networks from configuration: `shop.acme.test`, `*.acme.test`, `10.1.2.3`, `10.0.0.0/8`, `fd00::/8`. */
export class HostRules {
  readonly #names = new Set<string>();
  /** With the leading dot. */
  readonly #suffixes: string[] = [];
  readonly #networks: [IpAddress, number][] = [];

  /**
   * @param key - where the list stands in the configuration, for the message
   * @throws Error that names key and entry
   */
  static parse(entries: readonly string[], key: string): HostRules {
    const rules = new HostRules();
    for (const [i, entry] of entries.entries()) {
      if (!rules.#add(entry.trim().toLowerCase())) {
        throw new Error(
          `${key}[${i}]: '${entry}' is neither a host name, '*.' and a domain, an address, nor a network such as 10.0.0.0/8`,
        );
      }
    }
    return rules;
  }

  private constructor() {}

  #add(entry: string): boolean {
    if (entry.includes('/')) {
      return this.#addNetwork(entry);
    }
    const address = parseAddress(entry);
    if (address) {
      const bits = address instanceof ipaddr.IPv4 ? 32 : 128;
      this.#networks.push([address, bits]);
      return true;
    }
    if (entry.startsWith('*.')) {
      this.#suffixes.push(entry.slice(1));
      return HOST_NAME.test(entry.slice(2));
    }
    this.#names.add(entry);
    return HOST_NAME.test(entry) && !/^[\d.]+$/.test(entry);
  }

  #addNetwork(entry: string): boolean {
    if (!ipaddr.isValidCIDR(entry)) {
      return false;
    }
    this.#networks.push(ipaddr.parseCIDR(entry));
    return true;
  }

  /** Whether some network is listed, so that a name has to be resolved before it can be judged. */
  get hasNetworks(): boolean {
    return this.#networks.length > 0;
  }

  /** @param hostname - lower case, without a final dot */
  matchesName(hostname: string): boolean {
    return (
      this.#names.has(hostname) ||
      this.#suffixes.some(suffix => hostname.endsWith(suffix))
    );
  }

  matchesAddress(address: IpAddress): boolean {
    return this.#networks.some(
      ([network, bits]) =>
        network.kind() === address.kind() && address.match(network, bits),
    );
  }
}
