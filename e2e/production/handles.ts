import { once } from 'node:events';
import { createServer, request } from 'node:http';
import path from 'node:path';

/** A server or process of the installation that tests may take away. */
export interface Hurtable {
  /** At once, as a crash does. */
  kill(): Promise<void>;
  /** Resolves when it can be used again. */
  restart(): Promise<void>;
}

export type Hurt = keyof Hurtable;

/**
 * Lets tests, which run in processes of their own, take away what the installation's process has started: POST
 * `/{kill|restart}/{name}` on a socket that only its owner can reach.
 */
export async function startHandles(
  directory: string,
  parts: Record<string, Hurtable>,
): Promise<{ socketPath: string; stop(): Promise<void> }> {
  const socketPath = path.join(directory, 'handles.sock');
  const server = createServer((asked, response) => {
    const [, hurt, name = ''] = asked.url?.split('/') ?? [];
    const part = parts[name];
    if (!part || (hurt !== 'kill' && hurt !== 'restart')) {
      response.writeHead(404).end(`There is no ${asked.url}`);
      return;
    }
    part[hurt]().then(
      () => response.writeHead(204).end(),
      error => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    socketPath,
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** @throws Error with what the installation answered */
export async function hurt(
  socketPath: string,
  how: Hurt,
  name: string,
): Promise<void> {
  const outgoing = request({
    socketPath,
    method: 'POST',
    path: `/${how}/${name}`,
    agent: false,
  });
  outgoing.end();
  const [response] = await once(outgoing, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk);
  }
  if (response.statusCode !== 204) {
    throw new Error(`${how} ${name}: ${Buffer.concat(chunks).toString()}`);
  }
}
