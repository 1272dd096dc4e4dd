import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Below what systems give to outgoing connections, one of which might take the port before anybody listens on it. */
const FIRST = 20_000;
const LAST = 29_999;

/** @returns that many ports of the loopback interface which nobody listens on now */
export async function freePorts(count: number): Promise<number[]> {
  const servers = new Map<number, Server>();
  while (servers.size < count) {
    const port = randomInt(FIRST, LAST + 1);
    const server = servers.has(port) ? undefined : await listenOn(port);
    if (server) {
      servers.set(port, server);
    }
  }
  await Promise.all(
    [...servers.values()].map(server => {
      server.close();
      return once(server, 'close');
    }),
  );
  return [...servers.keys()];
}

/** @returns undefined when somebody else has it */
async function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
