import type { Random } from './randomFrom';

/** Bytes that parsers stumble over: ends of ranges, tags and lengths of DER, separators of text. */
const BYTES = [
  0x00, 0x01, 0x02, 0x03, 0x05, 0x06, 0x0a, 0x0c, 0x0d, 0x13, 0x1f, 0x20, 0x22,
  0x25, 0x2c, 0x2d, 0x2f, 0x30, 0x31, 0x3a, 0x3b, 0x3d, 0x5c, 0x7f, 0x80, 0x81,
  0x82, 0x84, 0x88, 0xa0, 0xfe, 0xff,
];
const MAX_CHANGES = 6;
/** Bytes of one slice, and how often one is repeated: what costs a parser more than it should, shows. */
const SLICE = 64;
const REPEATS = [16, 256, 4096, 32_000];

/** Makes an input that nobody has thought of from one that is good. */
export function mutate(
  input: Buffer,
  others: readonly Buffer[],
  random: Random,
): Buffer {
  let bytes: Buffer = Buffer.from(input);
  for (let left = 1 + random.below(MAX_CHANGES); left > 0; left -= 1) {
    bytes = random.one(CHANGES)(bytes, random, others);
  }
  return bytes;
}

type Change = (
  bytes: Buffer,
  random: Random,
  others: readonly Buffer[],
) => Buffer;

function at(bytes: Buffer, random: Random): number {
  return random.below(bytes.length + 1);
}

function slice(bytes: Buffer, random: Random, longest = SLICE): Buffer {
  const from = at(bytes, random);
  return bytes.subarray(from, from + random.below(longest + 1));
}

/** Puts something in the place of so many bytes. */
function replaced(bytes: Buffer, from: number, length: number, by: Buffer) {
  return Buffer.concat([
    bytes.subarray(0, from),
    by,
    bytes.subarray(from + length),
  ]);
}

const set = (value: (random: Random, old: number) => number): Change =>
  function setByte(bytes, random) {
    if (bytes.length === 0) {
      return bytes;
    }
    const where = random.below(bytes.length);
    bytes.writeUInt8(value(random, bytes.readUInt8(where)) & 0xff, where);
    return bytes;
  };

const CHANGES: readonly Change[] = [
  set(random => random.below(256)),
  set(random => random.one(BYTES)),
  set((random, old) => old ^ (1 << random.below(8))),
  set((random, old) => old + random.one([-1, 1])),
  // Taken away, put in, copied, and doubled.
  (bytes, random) =>
    replaced(bytes, at(bytes, random), random.below(SLICE), Buffer.alloc(0)),
  (bytes, random) =>
    replaced(bytes, at(bytes, random), 0, Buffer.of(random.one(BYTES))),
  (bytes, random) =>
    replaced(bytes, at(bytes, random), 0, slice(bytes, random)),
  (bytes, random) =>
    replaced(
      bytes,
      at(bytes, random),
      random.below(SLICE),
      slice(bytes, random),
    ),
  (bytes, random, others) =>
    replaced(
      bytes,
      at(bytes, random),
      random.below(SLICE),
      slice(random.one(others), random),
    ),
  (bytes, random, others) =>
    Buffer.concat([
      bytes.subarray(0, at(bytes, random)),
      slice(random.one(others), random, 4 * SLICE),
    ]),
  (bytes, random) => bytes.subarray(0, at(bytes, random)),
  (bytes, random) => {
    const some = slice(bytes, random, 4);
    const many = Buffer.alloc(
      random.below(random.one(REPEATS)),
      some.length > 0 ? some : 0x20,
    );
    return replaced(bytes, at(bytes, random), 0, many);
  },
  (bytes, random) =>
    replaced(
      bytes,
      at(bytes, random),
      0,
      Buffer.alloc(random.below(random.one(REPEATS)), random.one(BYTES)),
    ),
];
