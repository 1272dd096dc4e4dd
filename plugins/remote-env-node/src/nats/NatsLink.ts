import type { LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  connect,
  type NatsConnection,
  type NodeConnectionOptions,
} from '@nats-io/transport-node';
import {
  jetstream,
  jetstreamManager,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { z } from 'zod';
import { StoreUnavailableError } from '../ports/errors';
import { toPortError } from './errors';

/** One connection with its clients; another one after the connection was closed for good. */
export interface NatsSession {
  nc: NatsConnection;
  js: JetStreamClient;
  jsm: JetStreamManager;
}

export interface NatsLinkOptions {
  /** Read again for every new connection, so that renewed credentials are used. */
  connectOptions(): Promise<NodeConnectionOptions>;
  /** Run on a new connection, and again after each reconnection, because the server may have lost what was in memory. */
  prepare(session: NatsSession): Promise<void>;
  logger?: LoggerService;
}

/** For an answer of JetStream. */
const REQUEST_MS = 5000;
/** For a connection to be closed in good order. */
const DRAIN_MS = 2000;
const PAUSE_MS = 200;

/**
 * The connection to NATS: made with the first use, kept for ever after. While it is away, everything fails at once
 * instead of piling up.
 */
export class NatsLink {
  readonly #options: NatsLinkOptions;
  /** How to tell those who wait for an answer that the connection went away. */
  readonly #waiting = new Set<(error: Error) => void>();
  #opening: Promise<NatsSession> | undefined;
  #up = false;
  #down = new AbortController();
  #closed = false;

  static create(options: NatsLinkOptions) {
    return new NatsLink(options);
  }

  private constructor(options: NatsLinkOptions) {
    this.#options = options;
  }

  /**
   * Does one piece of work on the connection.
   *
   * @throws StoreUnavailableError when there is no connection, or it went away meanwhile
   */
  async run<T>(work: (session: NatsSession) => Promise<T>): Promise<T> {
    const session = await this.session();
    let fail: ((error: Error) => void) | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        fail = reject;
        this.#waiting.add(reject);
        work(session).then(resolve, reject);
      });
    } catch (error) {
      throw toPortError(error);
    } finally {
      if (fail) {
        this.#waiting.delete(fail);
      }
    }
  }

  /** Aborts when the present connection goes away. */
  get down(): AbortSignal {
    return this.#down.signal;
  }

  /** @throws StoreUnavailableError when there is no connection now */
  async session(): Promise<NatsSession> {
    if (this.#closed) {
      throw new StoreUnavailableError('The event bus is closed');
    }
    this.#opening ??= this.#open();
    const session = await this.#opening;
    if (!this.#up) {
      throw new StoreUnavailableError('There is no connection to NATS now');
    }
    return session;
  }

  /** Waits for a connection, or for the signal. */
  async available(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => {});
      try {
        await this.session();
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) {
          throw error;
        }
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const session = await this.#opening?.catch(() => undefined);
    if (session && !session.nc.isClosed()) {
      const drained = this.#up ? session.nc.drain() : Promise.resolve();
      const timeout = sleep(DRAIN_MS, undefined, { ref: false });
      await Promise.race([drained.catch(() => {}), timeout]);
      await session.nc.close();
    }
  }

  async #open(): Promise<NatsSession> {
    let nc: NatsConnection | undefined;
    try {
      nc = await this.#connect();
      const options = { timeout: REQUEST_MS };
      const session: NatsSession = {
        nc,
        js: jetstream(nc, options),
        jsm: await jetstreamManager(nc, { ...options, checkAPI: false }),
      };
      await this.#options.prepare(session);
      this.#becomeUp();
      this.#follow(session);
      return session;
    } catch (error) {
      this.#opening = undefined;
      await nc?.close().catch(() => {});
      throw toPortError(error);
    }
  }

  /** Whatever fails here, name resolution, TLS or credentials: there is no connection, and there may be one later. */
  async #connect(): Promise<NatsConnection> {
    try {
      return await connect(await this.#options.connectOptions());
    } catch (error) {
      const reason = z.object({ message: z.string() }).safeParse(error);
      throw new StoreUnavailableError(
        `NATS cannot be reached: ${reason.data?.message ?? error}`,
        { cause: error },
      );
    }
  }

  #follow(session: NatsSession): void {
    const { nc } = session;
    const { logger } = this.#options;
    const follow = async () => {
      for await (const status of nc.status()) {
        if (status.type === 'disconnect') {
          logger?.warn('The connection to NATS is gone');
          this.#becomeDown('The connection to NATS went away');
        } else if (status.type === 'reconnect') {
          this.#becomeUp();
          logger?.info('The connection to NATS is back');
          void this.#prepareAgain(session);
        }
      }
    };
    follow().catch(error => logger?.warn(`NATS: ${error}`));
    void nc.closed().then(error => {
      this.#opening = undefined;
      this.#becomeDown(`The connection to NATS is closed: ${error ?? ''}`);
    });
  }

  #becomeUp(): void {
    this.#up = true;
    this.#down = new AbortController();
  }

  #becomeDown(message: string): void {
    this.#up = false;
    this.#down.abort();
    for (const fail of [...this.#waiting]) {
      fail(new StoreUnavailableError(message));
    }
  }

  /** JetStream takes a while after its server; whoever comes before is told that it is not there. */
  async #prepareAgain(session: NatsSession): Promise<void> {
    while (this.#up && !session.nc.isClosed()) {
      try {
        await this.#options.prepare(session);
        return;
      } catch {
        await sleep(PAUSE_MS, undefined, { ref: false });
      }
    }
  }
}
