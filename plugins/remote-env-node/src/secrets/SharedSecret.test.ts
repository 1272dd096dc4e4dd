import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../testing/conditions';
import { assertionKeyOf, gatewayTokenOf } from './portalSecrets';
import type { SharedSecret } from './SharedSecret';

const NEW = 'n'.repeat(32);
const OLD = 'o'.repeat(32);

describe('SharedSecret', () => {
  let directory: string;
  let file: string;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'secret-'));
    file = path.join(directory, 'token');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const write = (text: string) => writeFileSync(file, text);

  it('keeps the one of the configuration for good', async () => {
    const secret = gatewayTokenOf({ token: OLD });
    expect(await secret.first()).toBe(OLD);
    expect(await secret.accepts(OLD)).toBe(true);
    expect(await secret.accepts(NEW)).toBe(false);
  });

  it('uses the first line, accepts both, and follows the file', async () => {
    write(`${OLD}\n`);
    const secret = gatewayTokenOf({ tokenFile: file });
    expect(await secret.all()).toEqual([OLD]);
    write(`${NEW}\r\n${OLD}\n`);
    await until(
      'the new one is used',
      async () => (await secret.first()) === NEW,
    );
    expect(await secret.accepts(OLD)).toBe(true);
    write(NEW);
    await until(
      'the old one is gone',
      async () => !(await secret.accepts(OLD)),
    );
    expect(await secret.accepts(NEW)).toBe(true);
    expect(await secret.accepts('')).toBe(false);
  });

  let minutes = 0;
  /** When a minute has passed and it is read again. */
  async function expectToKeep(secret: SharedSecret) {
    minutes += 1;
    const now = performance.now() + minutes * 60_000;
    const clock = jest.spyOn(performance, 'now').mockReturnValue(now);
    try {
      expect(await secret.all()).toEqual([OLD]);
    } finally {
      clock.mockRestore();
    }
  }

  it('goes on with what it has while the file is away or wrong', async () => {
    write(OLD);
    const secret = gatewayTokenOf({ tokenFile: file });
    await secret.first();
    for (const text of ['', 'short', 'a\nb\nc', 'x'.repeat(5000)]) {
      write(text);
      await expectToKeep(secret);
      await expect(
        gatewayTokenOf({ tokenFile: file }).first(),
      ).rejects.toMatchObject({
        name: 'StoreUnavailableError',
        message: expect.not.stringContaining('short'),
      });
    }
    rmSync(file);
    await expectToKeep(secret);
    write(NEW);
    jest
      .spyOn(performance, 'now')
      .mockReturnValue(performance.now() + 3_600_000);
    expect(await secret.first()).toBe(NEW);
    jest.restoreAllMocks();
  });

  it('says what is wrong with a key, never the key', async () => {
    write('c2hvcnQ=');
    await expect(
      assertionKeyOf({ assertionKeyFile: file }).first(),
    ).rejects.toThrow(/line 1 must be base64 of exactly 32 bytes/);
    await expect(
      assertionKeyOf({ assertionKeyFile: `${file}-nowhere` }).first(),
    ).rejects.toThrow(/cannot be read \(ENOENT\)/);
    expect(() => gatewayTokenOf({})).toThrow('neither');
  });
});
