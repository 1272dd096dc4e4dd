import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { backstageError, PortalServer } from '../__testUtils__/PortalServer';
import { useCommand } from '../__testUtils__/useCommand';

describe('exit codes of remote-env', () => {
  const { given, run } = useCommand();

  it.each([
    [400, 1],
    [401, 4],
    [403, 4],
    [404, 3],
    [409, 5],
    [412, 5],
    [500, 1],
    [503, 6],
  ])('of status %i is %i, in the portal’s own words', async (status, code) => {
    const { portal } = given();
    portal.on('GET /v1/environments/erp', () =>
      backstageError(status, 'the reason'),
    );
    const ended = await run('get', 'erp');
    expect(ended).toEqual({
      exitCode: code,
      stdout: '',
      stderr: 'Error: the reason\n',
    });
  });

  it('is 2 for wrong usage, as JSON when asked', async () => {
    const ended = await run('create', '--json');
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout).toBe('');
    expect(JSON.parse(ended.stderr)).toEqual({
      error: {
        message: "missing required argument 'name'",
        hint: 'Run it with --help for the whole usage.',
      },
    });
  });

  it.each([
    [['unheard-of'], "unknown command 'unheard-of'"],
    [['create', 'erp', '--label', 'team'], 'Expected KEY=VALUE.'],
    [['bind', 'erp', 'x', '--consumer', 'a/b/c'], 'NAMESPACE/NAME'],
    [['send-event', 'erp', '--type', 'a', '--data', '{'], 'must be JSON'],
    [['list', '--url', 'http://localhost'], '--url and --token'],
  ])('is 2 for %j', async (args, message) => {
    const { portal } = given();
    const ended = await run(...args);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(message);
    expect(portal.requests).toEqual([]);
  });

  it('is 2 with a way out where no local start is found', async () => {
    const { command } = given();
    const nowhere = path.join(command.directory, 'nowhere');
    const ended = await command.run([
      ...['list', '--json', '--data-dir', nowhere],
    ]);
    expect(ended.exitCode).toBe(2);
    expect(JSON.parse(ended.stderr).error.hint).toContain('npm start');
  });

  it('is 6 when the portal is away', async () => {
    const { command } = given();
    const away = await PortalServer.start();
    const { url } = away;
    await away.stop();
    const ended = await command.run([
      ...['list', '--url', url, '--token', 'x', '--json'],
    ]);
    expect(ended.exitCode).toBe(6);
    expect(JSON.parse(ended.stderr).error.message).toContain(
      `${url} cannot be reached`,
    );
  });

  it('is 4 when the portal does not renew the token', async () => {
    const { command, portal } = given();
    const other = path.join(command.directory, 'other-data');
    mkdirSync(other);
    writeFileSync(
      path.join(other, 'cli.json'),
      JSON.stringify({ portalUrl: portal.url, refreshToken: 'stale' }),
    );
    const ended = await command.run(['list', '--data-dir', other]);
    expect(ended.exitCode).toBe(4);
    expect(ended.stderr).toContain('did not renew the token');
    expect(ended.stderr).not.toContain('stale');
  });
});
