import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePorts } from './freePorts';

/** Stands between a client and a server; can cut every connection, and hold back answers. */
export class CuttingProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #answers = new Map<Socket, Socket>();
  #holding = false;

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
      this.#answers.set(server, client);
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(from);
        if (from === client || !this.#holding) {
          from.pipe(to);
        }
        // An end without a farewell, as a lost network has it.
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#sockets.delete(from);
          this.#answers.delete(from);
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

  /** Whatever the server says from now on waits here. */
  hold(): void {
    this.#holding = true;
    for (const [server, client] of this.#answers) {
      server.unpipe(client);
      server.pause();
    }
  }

  release(): void {
    this.#holding = false;
    for (const [server, client] of this.#answers) {
      server.pipe(client);
    }
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }
}
