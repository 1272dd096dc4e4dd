import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Authority } from '@remote-env/plugin-remote-env-node/x509';
import { authorityProblems } from './authorityProblems';

const KEY = 'remoteEnv.trust.authority';

describe('authorityProblems', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'authority-files-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  function file(name: string, content: string): string {
    const at = path.join(directory, name);
    writeFileSync(at, content);
    return at;
  }

  const found = (certificateFile: string, keyFile: string, caFile?: string) =>
    authorityProblems(
      {
        type: 'files',
        certificateFile,
        keyFile,
        ...(caFile && { caFile }),
        allowPartialChain: false,
      },
      KEY,
    );

  it('says of files what is wrong with them, and nothing of a store', async () => {
    const [one, two] = [
      await Authority.createRoot({ subject: [['CN', 'One']] }),
      await Authority.createRoot({ subject: [['CN', 'Two']] }),
    ];
    const certificate = file('ca.crt', one.certificate);
    const key = file('one.key', one.key);
    expect(found(certificate, key)).toEqual([]);
    expect(found(certificate, file('two.key', two.key))).toEqual([
      expect.stringMatching(
        /^remoteEnv\.trust\.authority cannot be used: key and certificate do not belong together: put a pair .* into '.*ca\.crt' and '.*two\.key'/,
      ),
    ]);
    expect(found(certificate, '/nowhere.key', '/nowhere.crt')).toEqual([
      `${KEY}.caFile: '/nowhere.crt' cannot be read (ENOENT): mount it, or name another file`,
      `${KEY}.keyFile: '/nowhere.key' cannot be read (ENOENT): mount it, or name another file`,
    ]);
    expect(
      authorityProblems({ type: 'store', allowPartialChain: false }, KEY),
    ).toEqual([]);
  }, 30_000);
});
