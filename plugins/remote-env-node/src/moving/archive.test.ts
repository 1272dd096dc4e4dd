import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { useHouses } from './__testUtils__/useHouses';

jest.setTimeout(60_000);

describe('the archive of a house', () => {
  const { given, write, read, expectUntouched } = useHouses();

  it('is readable by its owner only, shows no secret, and is not overwritten', async () => {
    const { source, file } = given();
    await write();
    expect((await stat(file)).mode % 0o1000).toBe(0o600);
    const bytes = await readFile(file);
    expect(bytes.includes('edge-tls')).toBe(true);
    expect(bytes.includes('c2VjcmV0')).toBe(false);
    await expect(write()).rejects.toMatchObject({
      name: 'SourceRefusedError',
      message: expect.stringContaining('not overwritten'),
    });
    expect(await readFile(file)).toEqual(bytes);
    expect(await readdir(source.folder)).not.toContain('house.tar.part');
  });

  it('opens by its passphrase only, which has to be one', async () => {
    const { file } = given();
    await write();
    await expect(read({ passphrase: 'correct horse' })).rejects.toMatchObject({
      name: 'PassphraseError',
    });
    await expectUntouched();
    await expect(
      write({ file: `${file}2`, passphrase: 'short' }),
    ).rejects.toMatchObject({ name: 'PassphraseError' });
  });

  it('is refused wherever it ends too early', async () => {
    const { file } = given();
    await write();
    const { size } = await stat(file);
    for (const share of [0, 0.01, 0.3, 0.6, 0.9]) {
      const whole = await readFile(file);
      await truncate(file, Math.floor(size * share));
      await expect(read()).rejects.toMatchObject({
        name: 'ArchiveRefusedError',
      });
      await writeFile(file, whole);
    }
    // At the end of an entry: everything but the manifest.
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, whole.indexOf('manifest.json')));
    await expect(read()).rejects.toMatchObject({
      message: expect.stringContaining('not complete'),
    });
    await expectUntouched();
  });

  it('is refused wherever a byte of it was changed', async () => {
    const { file } = given();
    await write();
    const whole = await readFile(file);
    const places = [
      '"openapi"',
      '"displayName"',
      '"sealed":"',
      '"records"',
      'service-class/service-1',
      '"createdAt":"',
    ];
    for (const place of places) {
      const changed = Buffer.from(whole);
      const at = whole.indexOf(place) + place.length + 2;
      changed[at] = changed[at] === 0x41 ? 0x42 : 0x41;
      await writeFile(file, changed);
      await expect(read()).rejects.toMatchObject({
        name: 'ArchiveRefusedError',
      });
    }
    await writeFile(file, Buffer.concat([randomBytes(3000)]));
    await expect(read()).rejects.toMatchObject({
      name: 'ArchiveRefusedError',
    });
    await expectUntouched();
  });

  it('of a later format is refused by its version', async () => {
    const { file } = given();
    await write();
    const text = (await readFile(file)).toString('latin1');
    await writeFile(file, text.replace('"version":1', '"version":2'), 'latin1');
    await expect(read()).rejects.toThrow('format version 2');
  });
});
