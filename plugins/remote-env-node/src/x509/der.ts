/** Universal tags (X.690, 8.1.2) of what is written here. */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** Context-specific 0, constructed. */
  explicit0: 0xa0,
  /** Context-specific 3, constructed. */
  explicit3: 0xa3,
} as const;

/** One value in DER: tag, length, contents (X.690, 8.1.3 and 10.1). */
export function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([
    Buffer.from([tag, ...lengthOctets(length)]),
    ...contents,
  ]);
}

/** A positive INTEGER: no zeros in front but the one that keeps it positive (X.690, 8.3). */
export function positiveInteger(hex: string): Buffer {
  const digits = hex.replace(/^0+(?=.)/, '');
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return der(
    TAG.integer,
    Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, 'hex'),
  );
}

/** An OBJECT IDENTIFIER in dots, whose first number is 2 or whose second is below 40 (X.690, 8.19). */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return der(
    TAG.objectIdentifier,
    Buffer.from([first * 40 + second, ...others].flatMap(base128)),
  );
}

/** Time as certificates and lists have it, without fractions: UTCTime until 2049, then GeneralizedTime (RFC 5280, 4.1.2.5). */
export function time(date: Date): Buffer {
  const text = `${date.toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`;
  return date.getUTCFullYear() < 2050
    ? der(TAG.utcTime, Buffer.from(text.slice(2), 'latin1'))
    : der(TAG.generalizedTime, Buffer.from(text, 'latin1'));
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) {
    return [length];
  }
  const octets: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) {
    octets.unshift(left % 256);
  }
  return [0x80 + octets.length, ...octets];
}

function base128(number: number): number[] {
  const octets = [number % 128];
  for (
    let left = Math.floor(number / 128);
    left > 0;
    left = Math.floor(left / 128)
  ) {
    octets.unshift(0x80 + (left % 128));
  }
  return octets;
}
