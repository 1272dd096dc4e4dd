/** Lower-case hex as people compare it: upper-case pairs with colons. */
export function colonHex(hex: string): string {
  return (hex.toUpperCase().match(/.{1,2}/g) ?? []).join(':');
}

/** Enough of a fingerprint or serial number to tell two rows apart. */
export function shortHex(hex: string): string {
  return hex.length > 16 ? `${hex.slice(0, 8)}…${hex.slice(-6)}` : hex;
}
