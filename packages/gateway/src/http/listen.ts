import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { errorCode, errorMessage } from '../process/errors';

/** A listener cannot be opened; the message is for people. */
export class ListenError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ListenError';
  }
}

/** Every open connection, those that have not come as far as HTTP too: the server itself does not know them. */
const CONNECTIONS = new WeakMap<Server, Set<Socket>>();

function trackConnections(server: Server) {
  const open = new Set<Socket>();
  CONNECTIONS.set(server, open);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
}

/**
 * Binds a server.
 *
 * @param what - for the message, e.g. `edge`
 * @returns the port
 * @throws ListenError
 */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
  what: string,
): Promise<number> {
  trackConnections(server);
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new ListenError(
      errorCode(cause) === 'EADDRINUSE'
        ? `Port ${port} of the ${what} listener is in use on ${host}: end the process that has it, or choose another port`
        : `The ${what} listener cannot be opened on ${host}:${port}: ${errorMessage(
            cause,
          )}`,
      { cause },
    );
  }
  return (server.address() as AddressInfo).port;
}

/** How often a closing server looks for connections whose request has ended meanwhile. */
const SWEEP_MS = 50;

/** Takes no new connections and lets running requests end; cuts what still runs when the signal aborts. */
export async function closeServer(
  server: Server,
  signal: AbortSignal,
): Promise<void> {
  if (!server.listening) {
    return;
  }
  const cut = () => {
    server.closeAllConnections();
    CONNECTIONS.get(server)?.forEach(socket => socket.destroy());
  };
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  if (signal.aborted) {
    cut();
  } else {
    signal.addEventListener('abort', cut, { once: true });
  }
  await closed;
  clearInterval(sweep);
  signal.removeEventListener('abort', cut);
}
