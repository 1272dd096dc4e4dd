import ipaddr from 'ipaddr.js';

export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** What an address is, as far as calling it is concerned. */
export type AddressClass =
  | 'public'
  | 'private-address'
  | 'loopback'
  | 'metadata-address'
  | 'reserved-address';

/**
 * Metadata services that do not lie in the link-local range (which is reserved as a whole): AWS over IPv6, Google
 * over IPv6, Alibaba, Oracle, and Azure's wire server.
 */
const METADATA = new Set(
  [
    '169.254.169.254',
    '169.254.170.2',
    'fd00:ec2::254',
    'fd20:ce::254',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
  ].map(a => ipaddr.parse(a).toNormalizedString()),
);

/** The only block that the registry has given out as global unicast (RFC 4291 2.4). */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');

function embeddedIPv4(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}

/**
 * Parses an address and takes off the forms in which IPv6 carries an IPv4 address on to its holder: mapped
 * (RFC 4291 2.5.5.2) and NAT64 (RFC 6052), so that every rule sees the address that is really called.
 *
 * @returns undefined for what is no address, also for decimal, octal and short forms
 */
export function parseAddress(text: string): IpAddress | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return ipaddr.IPv4.parse(text);
  }
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) {
    return undefined;
  }
  const address = ipaddr.IPv6.parse(text);
  if (address.isIPv4MappedAddress() || address.match(NAT64)) {
    return embeddedIPv4(address);
  }
  return address;
}

/** Other transition forms (6to4, Teredo, NAT64 of local prefixes, IPv4-compatible) are reserved here: nothing public needs them. */
export function classifyAddress(address: IpAddress): AddressClass {
  if (METADATA.has(address.toNormalizedString())) {
    return 'metadata-address';
  }
  switch (address.range()) {
    case 'unicast':
      return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST)
        ? 'public'
        : 'reserved-address';
    case 'loopback':
      return 'loopback';
    case 'private':
    case 'carrierGradeNat':
    case 'uniqueLocal':
      return 'private-address';
    default:
      return 'reserved-address';
  }
}

export function sameAddress(a: IpAddress, b: IpAddress): boolean {
  return a.toNormalizedString() === b.toNormalizedString();
}
