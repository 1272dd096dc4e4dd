import { PayloadCipher } from './PayloadCipher';

const cipher = PayloadCipher.create(Buffer.alloc(32, 1));

describe('PayloadCipher', () => {
  it('opens what it sealed, each time into another box', () => {
    const boxes = [1, 2].map(() => cipher.seal('{"a":"ü\u0000"}', 'here'));
    expect(boxes[0]!.box).not.toBe(boxes[1]!.box);
    for (const sealed of boxes) {
      expect(sealed.key).toBe(cipher.keyId);
      expect(cipher.open(sealed, 'here')).toBe('{"a":"ü\u0000"}');
    }
  });

  it('does not open in another place', () => {
    const sealed = cipher.seal('secret', 'v1/Secret\na/b\nuid-1');
    expect(() => cipher.open(sealed, 'v1/Secret\na/b\nuid-2')).toThrow(
      'belongs elsewhere',
    );
  });

  it('does not open when a single bit has changed, wherever', () => {
    const { key, box } = cipher.seal('secret', 'here');
    const bytes = Buffer.from(box, 'base64');
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      expect(() =>
        cipher.open({ key, box: changed.toString('base64') }, 'here'),
      ).toThrow('does not open');
    }
    expect(() => cipher.open({ key, box: 'AAAA' }, 'here')).toThrow('short');
  });

  it('names the keys when another one is needed, and shows neither', () => {
    const key = Buffer.alloc(32, 2);
    const other = PayloadCipher.create(key);
    const sealed = cipher.seal('secret', 'here');
    expect(() => other.open(sealed, 'here')).toThrow(
      `Sealed with the encryption key ${cipher.keyId}, but the configured one is ${other.keyId}`,
    );
    expect(key.toString('hex')).not.toContain(other.keyId);
  });

  it('takes keys of 32 bytes only', () => {
    expect(() => PayloadCipher.create(Buffer.alloc(16))).toThrow('32 bytes');
  });
});
