import { once } from 'node:events';
import { createServer, request } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** A server or process of the installation that tests may take away. */
export interface Hurtable {
  /** At once, as a crash does. */
  kill(): Promise<void>;
  /** Resolves when it can be used again. */
  restart(): Promise<void>;
  /** What it has printed. */
  output?(): string;
}

export type Hurt = 'kill' | 'restart';

/**
 * Lets tests, which run in processes of their own, take away what the installation's process has started: POST
 * `/{kill|restart}/{name}` and GET `/output/{name}` on a socket that only its owner can reach.
 */
export async function startHandles(
  directory: string,
  parts: Record<string, Hurtable>,
): Promise<{ socketPath: string; stop(): Promise<void> }> {
  const socketPath = path.join(directory, 'handles.sock');
  const server = createServer((asked, response) => {
    const [, how, name = ''] = asked.url?.split('/') ?? [];
    const part = parts[name];
    if (part?.output && how === 'output') {
      response.end(part.output());
    } else if (part && (how === 'kill' || how === 'restart')) {
      part[how]().then(
        () => response.end(),
        error => response.writeHead(500).end(String(error)),
      );
    } else {
      response.writeHead(404).end(`There is no ${asked.url}`);
    }
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
  await call(socketPath, 'POST', `/${how}/${name}`);
}

/** What a process of the installation has printed so far, in all its lives. */
export function outputOf(socketPath: string, name: string): Promise<string> {
  return call(socketPath, 'GET', `/output/${name}`);
}

async function call(
  socketPath: string,
  method: string,
  url: string,
): Promise<string> {
  const outgoing = request({ socketPath, method, path: url, agent: false });
  outgoing.end();
  const [response] = await once(outgoing, 'response');
  const answer = await text(response);
  if (response.statusCode !== 200) {
    throw new Error(`${url}: ${answer}`);
  }
  return answer;
}
