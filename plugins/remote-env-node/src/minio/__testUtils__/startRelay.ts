import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** A wire between a client and a server that a test can cut or clog. */
export interface Relay {
  port: number;
  /** Bytes that have gone in each direction. */
  sent: number;
  received: number;
  /** Called with each new total; may cut or stall. */
  watch: ((relay: Relay) => void) | undefined;
  /** Ends every connection without a word, and refuses new ones until `mend`. */
  cut(): void;
  /** Lets nothing through any more, and keeps connections open. */
  stall(): void;
  mend(): void;
  stop(): Promise<void>;
}

export async function startRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'stalled' = 'open';
  const destroyAll = () => sockets.forEach(socket => socket.resetAndDestroy());
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    return socket;
  };
  const server = createServer(client => {
    keep(client);
    if (state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const upstream = keep(connect(target, '127.0.0.1'));
    const pump = (from: Socket, to: Socket, count: 'sent' | 'received') => {
      from.on('data', chunk => {
        relay[count] += chunk.byteLength;
        relay.watch?.(relay);
        if (state === 'open' && !to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
      from.once('close', () => to.destroy());
    };
    pump(client, upstream, 'sent');
    pump(upstream, client, 'received');
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const relay: Relay = {
    port: (server.address() as AddressInfo).port,
    sent: 0,
    received: 0,
    watch: undefined,
    cut: () => {
      state = 'cut';
      destroyAll();
    },
    stall: () => {
      state = 'stalled';
    },
    mend: () => {
      state = 'open';
      destroyAll();
      relay.watch = undefined;
      relay.sent = 0;
      relay.received = 0;
    },
    stop: async () => {
      destroyAll();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
  return relay;
}
