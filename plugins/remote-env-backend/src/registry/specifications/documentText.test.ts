import { documentText } from './documentText';
import { SpecificationRefusedError } from './errors';

function placeIn(bytes: Buffer) {
  try {
    documentText(bytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof SpecificationRefusedError)) {
      throw error;
    }
    const { line, column } = error.problem;
    return { line, column };
  }
}

describe('documentText', () => {
  const broken = Buffer.from([0xff]);

  it.each([
    ['at the beginning', Buffer.concat([broken, Buffer.from('x')]), 1, 1],
    ['in a line', Buffer.concat([Buffer.from('a\nüb'), broken]), 2, 3],
    [
      'far inside',
      Buffer.concat([Buffer.from('ü\n'.repeat(100_000)), broken]),
      100_001,
      1,
    ],
    [
      'where pieces meet',
      Buffer.concat([
        Buffer.alloc(64 * 1024 - 1, 'x'),
        Buffer.from([0xc3, 0x28]),
      ]),
      1,
      64 * 1024,
    ],
  ])('says where a document is no text: %s', (_, bytes, line, column) => {
    expect(placeIn(bytes)).toMatchObject({ line });
    // Between the beginning of the character and the byte that breaks it.
    const found = placeIn(bytes)?.column ?? 0;
    expect(found - column).toBeGreaterThanOrEqual(0);
    expect(found - column).toBeLessThanOrEqual(1);
  });

  it('says where a character is cut off', () => {
    expect(placeIn(Buffer.from([0x7b, 0x0a, 0xe2, 0x82]))?.line).toBe(2);
  });
});
