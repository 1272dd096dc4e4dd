import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePorts } from './freePorts';

/** Stands between a client and a server, and can cut every connection. */
export class CuttingProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** @param target - port of the server on the loopback interface */
  static async start(target: number): Promise<CuttingProxy> {
    const [port = 0] = await freePorts(1);
    const proxy = new CuttingProxy(port, target);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(port: number, target: number) {
    this.port = port;
    this.#server = createServer(client => {
      const server = connect(target, '127.0.0.1');
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(from);
        from.pipe(to);
        // An end without a farewell, as a lost network has it.
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
    }).listen(port, '127.0.0.1');
  }

  /** Ends all connections in the middle of whatever they carry. */
  cut(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }
}
