import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from '../__testUtils__/command';

const KEY = Buffer.alloc(32, 1).toString('base64');

// Each run is a process that loads clients of engines first.
jest.setTimeout(120_000);

describe('remote-env export and import', () => {
  let command: Command;
  let folder: string;

  beforeAll(() => {
    command = Command.build({ withPackages: true });
  });
  afterAll(() => command.remove());

  beforeEach(() => {
    folder = mkdtempSync(path.join(command.directory, 'moving-'));
    writeFileSync(file('passphrase'), 'correct horse battery\n');
    for (const name of ['source', 'target']) {
      configure(name, { dataDir: file(name) });
    }
  });

  const file = (name: string) => path.join(folder, name);
  const configure = (name: string, more: object) =>
    writeFileSync(
      file(`${name}.json`),
      JSON.stringify({
        remoteEnv: {
          secrets: { encryptionKey: KEY },
          gateway: {
            token: 'x'.repeat(32),
            assertionKey: KEY,
            controlToken: 'y'.repeat(32),
          },
          ...more,
        },
      }),
    );
  const run = (name: string, ...args: string[]) =>
    command.run([
      ...[...args, '--config', file(`${name}.json`)],
      ...['--passphrase-file', file('passphrase')],
    ]);

  it('say what was carried, for people and as JSON', async () => {
    writeFileSync(file('none.tar'), 'x');
    // An import makes the folder of its target, whatever the archive is.
    expect((await run('source', 'import', file('none.tar'))).exitCode).toBe(1);
    const exported = await run('source', 'export', file('a.tar'));
    expect(exported.exitCode).toBe(0);
    expect(exported.stdout).toMatch(/RemoteEnvironment +0\n/);
    const imported = await run('target', 'import', file('a.tar'), '--json');
    expect(imported.exitCode).toBe(0);
    expect(JSON.parse(imported.stdout)).toMatchObject({
      equal: true,
      target: { resources: { Secret: 0 }, documents: { count: 0 } },
    });
    const verified = await run('target', 'import', file('a.tar'), '--verify');
    expect(verified.stdout).toBe(
      '0 objects and 0 documents are the same, 0 differences.\n',
    );
  });

  it('say which key of the configuration is wrong, and which file is missing', async () => {
    configure('wrong', {
      dataDir: file('wrong'),
      documentStore: { type: 'x' },
    });
    const wrong = await run('wrong', 'export', file('a.tar'));
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toContain('remoteEnv.documentStore');
    const missing = await run('missing', 'export', file('a.tar'));
    expect(missing).toMatchObject({ exitCode: 2, stdout: '' });
    expect(missing.stderr).toContain('missing.json');
  });

  it('make no installation where there is none to export', async () => {
    const ended = await run('source', 'export', file('a.tar'));
    expect(ended).toMatchObject({ exitCode: 3, stdout: '' });
    expect(ended.stderr).toContain('There is no installation to export');
    expect(readdirSync(folder).sort()).toEqual([
      'passphrase',
      'source.json',
      'target.json',
    ]);
  });

  it('take no passphrase that is none, and no contradiction', async () => {
    const without = await command.run([
      ...['import', file('a.tar'), '--config', file('target.json')],
    ]);
    expect(without).toMatchObject({ exitCode: 2, stdout: '' });
    expect(without.stderr).toContain('--passphrase-file');
    const both = await run('target', 'import', 'x', '--verify', '--resume');
    expect(both).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
