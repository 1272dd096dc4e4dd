import { Command } from '../__testUtils__/command';
import { backstageError, PortalServer } from '../__testUtils__/PortalServer';

const NONE = { missing: 0, extra: 0, outdated: 0, altered: 0 };
const EQUAL = {
  equal: true,
  kinds: [
    {
      kind: 'RemoteService',
      objects: 8,
      rows: 8,
      differences: NONE,
      examples: [],
    },
  ],
};
const DIFFERENT = {
  equal: false,
  kinds: [
    {
      kind: 'RemoteService',
      objects: 8,
      rows: 7,
      differences: { ...NONE, missing: 1 },
      examples: [{ name: 'orders', difference: 'missing' }],
    },
  ],
};

describe('remote-env index', () => {
  let command: Command;
  let portal: PortalServer;

  beforeAll(async () => {
    command = Command.build();
    portal = await PortalServer.start();
  });
  afterAll(async () => {
    await portal.stop();
    command.remove();
  });
  beforeEach(() => portal.reset());

  const run = (...args: string[]) =>
    command.run([
      'index',
      ...args,
      '--url',
      portal.url,
      '--token',
      portal.userToken,
    ]);

  const rebuilds = (...lines: object[]) =>
    portal.on('POST /v1/index/rebuild', () => ({
      status: 200,
      headers: { 'content-type': 'application/x-ndjson' },
      text: lines.map(line => `${JSON.stringify(line)}\n`).join(''),
    }));

  it('is content with an index that equals the store', async () => {
    portal.on('GET /v1/index/comparison', () => ({ status: 200, body: EQUAL }));
    const { exitCode, stdout, stderr } = await run('check');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n').map(line => line.split(/\s+/))).toEqual([
      [
        ...['KIND', 'STORE', 'INDEX', 'MISSING'],
        ...['EXTRA', 'OUTDATED', 'ALTERED', 'EXAMPLE'],
      ],
      ['RemoteService', '8', '8', '0', '0', '0', '0'],
      [''],
    ]);
  });

  it('fails with what differs, as JSON too', async () => {
    portal.on('GET /v1/index/comparison', () => ({
      status: 200,
      body: DIFFERENT,
    }));
    const people = await run('check');
    expect(people.exitCode).toBe(1);
    expect(people.stdout).toContain('orders');
    expect(people.stderr).toContain('index rebuild');
    const json = await run('check', '--json');
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout)).toEqual(DIFFERENT);
  });

  it('tells how far a rebuild has come, and how the index compares then', async () => {
    rebuilds(
      { progress: { kind: 'RemoteService', objects: 5 } },
      { progress: { kind: 'RemoteService', objects: 8 } },
      { comparison: EQUAL },
    );
    const people = await run('rebuild');
    expect(people.exitCode).toBe(0);
    expect(people.stderr).toBe('RemoteService: 5\nRemoteService: 8\n');
    expect(people.stdout).toContain('RemoteService');
    const json = await run('rebuild', '--json');
    expect(JSON.parse(json.stdout)).toEqual(EQUAL);
    expect(json.stderr).toBe('');
  });

  it.each([
    [[{ error: 'The store went away' }], 1, 'The store went away'],
    [[{ progress: { kind: 'RemoteService', objects: 5 } }], 6, 'broke off'],
    [[{ comparison: DIFFERENT }], 1, 'differs'],
  ])('fails when a rebuild answers %j', async (lines, exitCode, message) => {
    rebuilds(...lines);
    const ended = await run('rebuild');
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr).toContain(message);
  });

  it('passes on that it is not allowed', async () => {
    portal.on('POST /v1/index/rebuild', () => backstageError(403, 'not you'));
    expect(await run('rebuild')).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: 'Error: not you\n',
    });
  });
});
