import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { callSocket } from '../__testUtils__/callSocket';
import { bindInstanceSocket, InstanceRunningError } from './instanceSocket';

describe('bindInstanceSocket', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'socket-'));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  const ok = () => createServer((_req, res) => res.end('ok'));

  it('replaces what a killed process left', async () => {
    const socketPath = path.join(directory, 'gateway.sock');
    const left = createNetServer().listen(path.join(directory, 'left'));
    await once(left, 'listening');
    renameSync(path.join(directory, 'left'), socketPath);
    left.close();
    expect(existsSync(socketPath)).toBe(true);
    const server = ok();
    const release = await bindInstanceSocket(server, socketPath);
    expect((await callSocket(socketPath, 'GET', '/')).text).toBe('ok');
    await release();
    server.close();
    expect(existsSync(socketPath)).toBe(false);
  });

  it('lets exactly one of many win, and leaves nothing else behind', async () => {
    const socketPath = path.join(directory, 'gateway.sock');
    const servers = Array.from({ length: 8 }, ok);
    const results = await Promise.allSettled(
      servers.map(server => bindInstanceSocket(server, socketPath)),
    );
    expect(results.filter(r => r.status === 'fulfilled')).toHaveLength(1);
    expect(
      results.filter(
        r =>
          r.status === 'rejected' && r.reason instanceof InstanceRunningError,
      ),
    ).toHaveLength(7);
    expect((await callSocket(socketPath, 'GET', '/')).text).toBe('ok');
    expect(readdirSync(directory)).toEqual(['gateway.sock']);
    servers.forEach(server => server.close());
  });

  it('works in a directory with a very long name', async () => {
    const socketPath = path.join(directory, 'x'.repeat(150), 'gateway.sock');
    const server = ok();
    const release = await bindInstanceSocket(server, socketPath);
    expect((await callSocket(socketPath, 'GET', '/')).text).toBe('ok');
    await expect(bindInstanceSocket(ok(), socketPath)).rejects.toThrow(
      InstanceRunningError,
    );
    await release();
    server.close();
  });

  it('removes nothing that is no socket', async () => {
    const socketPath = path.join(directory, 'gateway.sock');
    writeFileSync(socketPath, 'precious');
    await expect(bindInstanceSocket(ok(), socketPath)).rejects.toThrow(
      'is there and is no socket',
    );
    expect(existsSync(socketPath)).toBe(true);
  });
});
