import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, link, lstat, mkdir, rename, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { errorCode } from '../process/errors';
import { withShortPath } from './socketPath';

/** Another gateway answers on the socket of this data directory. */
export class InstanceRunningError extends Error {
  constructor(socketPath: string) {
    super(
      `A gateway is already running on ${socketPath}: stop it, or give this one another data directory`,
    );
    this.name = 'InstanceRunningError';
  }
}

const ATTEMPTS = 5;

/** Whether anybody listens on a socket; whatever is no socket is an error, for it is not ours to remove. */
async function isLive(socketPath: string): Promise<boolean> {
  if (!(await lstat(socketPath)).isSocket()) {
    throw new Error(`${socketPath} is there and is no socket`);
  }
  return withShortPath(socketPath, async short => {
    const socket = connect(short);
    try {
      await once(socket, 'connect');
      return true;
    } catch (error) {
      if (
        errorCode(error) === 'ECONNREFUSED' ||
        errorCode(error) === 'ENOENT'
      ) {
        return false;
      }
      throw error;
    } finally {
      socket.destroy();
    }
  });
}

/** Takes a dead socket out of the way; when it turns out to be live after all, puts it back. */
async function removeStale(socketPath: string, aside: string): Promise<void> {
  await rename(socketPath, aside);
  try {
    if (await isLive(aside)) {
      await link(aside, socketPath);
      throw new InstanceRunningError(socketPath);
    }
  } finally {
    await rm(aside, { force: true });
  }
}

/** Gives the bound socket its real name, which only one process can do. */
async function claim(
  bound: string,
  socketPath: string,
  aside: string,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      await link(bound, socketPath);
      return;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') {
        throw error;
      }
    }
    try {
      if (await isLive(socketPath)) {
        throw new InstanceRunningError(socketPath);
      }
      await removeStale(socketPath, aside);
    } catch (error) {
      // Somebody else removed it: try again.
      if (errorCode(error) !== 'ENOENT') {
        throw error;
      }
    }
  }
  throw new InstanceRunningError(socketPath);
}

/**
 * Binds a server to the socket of a data directory and makes sure that it is the only one there: the socket is
 * opened under a name of its own and then linked to the real one, which fails while another has it.
 *
 * @returns removes the socket again, unless somebody else has it by then
 * @throws InstanceRunningError
 */
export async function bindInstanceSocket(
  server: Server,
  socketPath: string,
): Promise<() => Promise<void>> {
  await mkdir(path.dirname(socketPath), { recursive: true, mode: 0o700 });
  const unique = `${socketPath}.${randomBytes(4).toString('hex')}`;
  await withShortPath(unique, async short => {
    server.listen(short);
    await once(server, 'listening');
  });
  try {
    await chmod(unique, 0o600);
    await claim(unique, socketPath, `${unique}.old`);
  } catch (error) {
    server.close();
    throw error;
  } finally {
    await rm(unique, { force: true });
  }
  const { ino } = await lstat(socketPath);
  return async () => {
    const current = await lstat(socketPath).catch(() => undefined);
    if (current?.ino === ino) {
      await rm(socketPath, { force: true });
    }
  };
}
