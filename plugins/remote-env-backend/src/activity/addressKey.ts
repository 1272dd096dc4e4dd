import { isIPv6 } from 'node:net';

/** One customer's IPv6 network counts as one address, or it would never run out of them. */
export function addressKey(address: string): string {
  if (!isIPv6(address) || address.includes('.')) {
    return address;
  }
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':');
    groups.push(
      ...Array.from({ length: 8 - groups.length - rest.length }, () => '0'),
      ...rest,
    );
  }
  return `${groups
    .slice(0, 4)
    .map(group => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
