import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorCode, errorMessage } from '../process/errors';

/** A listener cannot be opened; the message is for people. */
export class ListenError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ListenError';
  }
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

/** Takes no new connections and lets running requests end; cuts what still runs when the signal aborts. */
export async function closeServer(
  server: Server,
  signal: AbortSignal,
): Promise<void> {
  if (!server.listening) {
    return;
  }
  const cut = () => server.closeAllConnections();
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  if (signal.aborted) {
    cut();
  } else {
    signal.addEventListener('abort', cut, { once: true });
  }
  await closed;
  signal.removeEventListener('abort', cut);
}
