import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TestCa } from '../../__testUtils__/pki';
import { until } from '../../__testUtils__/until';
import { createLogger } from '../../process/Logger';
import { AnchorFile } from './AnchorFile';

jest.setTimeout(60_000);

describe('AnchorFile', () => {
  let directory: string;
  let file: string;
  let taken: string[];
  let lines: string[];
  let anchors: AnchorFile | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'anchors-'));
    file = path.join(directory, 'ca.crt');
    taken = [];
    lines = [];
  });
  afterEach(async () => {
    await anchors?.close();
    await rm(directory, { recursive: true });
  });

  const follow = async (
    onChange = (bundle: string) => {
      taken.push(bundle);
    },
  ) => {
    anchors = await AnchorFile.follow({
      file,
      onChange,
      logger: createLogger({ level: 'info', write: line => lines.push(line) }),
    });
  };

  it('tells what is there at once, and each change once', async () => {
    const [one, two] = await Promise.all([
      TestCa.create('One'),
      TestCa.create('Two'),
    ]);
    await writeFile(file, one.cert);
    await follow();
    expect(taken).toEqual([one.cert]);
    await writeFile(file, `${one.cert}\n${two.cert}`);
    await until(() => taken.length === 2, 10_000);
    expect(taken[1]).toBe(`${one.cert}\n${two.cert}`);
    expect(lines).toEqual([]);
  });

  it('takes nothing of a file that is wrong or gone, and says so once for each reason', async () => {
    const { cert } = await TestCa.create('One');
    await writeFile(file, cert);
    await follow();
    await writeFile(file, cert.replace(/M/g, 'N'));
    await until(() => lines.length === 1, 10_000);
    await writeFile(file, 'nothing');
    await until(() => lines.length === 2, 10_000);
    await rm(file);
    await until(() => lines.length === 3, 10_000);
    expect(lines[1]).toContain('it is not PEM of certificates');
    expect(lines[2]).toContain('ENOENT');
    expect(taken).toEqual([cert]);
  });

  it('takes no chain without its root', async () => {
    const root = await TestCa.create('Root');
    const issuing = await TestCa.create('Issuing', root);
    await writeFile(file, issuing.cert);
    await follow();
    expect(lines).toEqual([
      expect.stringContaining('it has no issuer of CN=Issuing,O=Test'),
    ]);
    const whole = `${issuing.cert}\n${root.cert}`;
    await writeFile(file, whole);
    await until(() => taken.length === 1, 10_000);
    expect(taken).toEqual([whole]);
  });

  it('waits for a file that comes later', async () => {
    await follow();
    expect(taken).toEqual([]);
    expect(lines).toEqual([expect.stringContaining('ENOENT')]);
    const { cert } = await TestCa.create('One');
    await writeFile(file, cert);
    await until(() => taken.length === 1, 10_000);
  });

  it('tries again what could not be used', async () => {
    const { cert } = await TestCa.create('One');
    await writeFile(file, cert);
    let tries = 0;
    await follow(bundle => {
      tries += 1;
      if (tries === 1) {
        throw new Error('not now');
      }
      taken.push(bundle);
    });
    expect(lines).toEqual([expect.stringContaining('not now')]);
    await until(() => taken.length === 1, 10_000);
  });
});
