import { keys, text } from './contents';
import type { SuiteContext } from './harness';

const BAD_KEYS = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  '../x',
  'a/../b',
  'a/./b',
  'a b',
  'a\\b',
  'a\0b',
  'ä',
  'a~',
  'a:b',
  'a'.repeat(201),
  `${'a/'.repeat(256)}b`,
];

/** Which keys there are. */
export function keysSuite(context: SuiteContext): void {
  const { store, put } = context;

  it.each(BAD_KEYS.map(key => [key.slice(0, 20), key]))(
    'refuses the key %j everywhere',
    async (_, key) => {
      const invalid = { name: 'ResourceInvalidError' };
      await expect(put(key, 'x')).rejects.toMatchObject(invalid);
      await expect(store().get(key)).rejects.toMatchObject(invalid);
      await expect(store().stat(key)).rejects.toMatchObject(invalid);
      await expect(store().delete(key)).rejects.toMatchObject(invalid);
      expect(await keys(store(), '')).toEqual([]);
    },
  );

  it('takes the longest keys', async () => {
    const key = `${'a'.repeat(200)}/${'b'.repeat(200)}/${'c'.repeat(110)}`;
    await put(key, 'long');
    expect(await text(store(), key)).toBe('long');
    expect(await keys(store(), 'aaa')).toEqual([key]);
  });
}
