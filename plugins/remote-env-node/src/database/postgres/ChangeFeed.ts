import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Component } from '../engine/Operation';
import type { PostgresConnections } from './PostgresConnections';
import { execute } from './statements';

/** The count of commits is looked at this often: what a lost notification costs at most. */
const POLL_MS = 150;

const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 5000;

/** Name of the notification channel of one component in one schema. */
export function channelOf(schema: string, component: Component): string {
  return `${schema}_${component.name}`;
}

/**
 * Tells of every commit, by whichever process: at once by a notification, and by polling a counter, which works
 * behind connection poolers and over broken listening connections, too. After any failure it tells of a change that
 * may not have been one, so that readers look for themselves and meet the failure.
 */
export class ChangeFeed {
  readonly #connections: PostgresConnections;
  readonly #component: Component;
  readonly #channel: string;
  readonly #announce: () => void;
  readonly #ending = new AbortController();
  readonly #done: Promise<unknown>;

  static start(options: {
    connections: PostgresConnections;
    schema: string;
    component: Component;
    announce: () => void;
  }): ChangeFeed {
    return new ChangeFeed(options);
  }

  private constructor(options: Parameters<typeof ChangeFeed.start>[0]) {
    this.#connections = options.connections;
    this.#component = options.component;
    this.#channel = channelOf(options.schema, options.component);
    this.#announce = options.announce;
    this.#done = Promise.all([this.#listen(), this.#poll()]);
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#done;
  }

  async #listen(): Promise<void> {
    let delay = FIRST_DELAY_MS;
    while (!this.#ending.signal.aborted) {
      let client: Client | undefined;
      try {
        client = await this.#connections.dedicated();
        const ended = endOf(client, this.#ending.signal);
        client.on('notification', this.#announce);
        await client.query(`LISTEN "${this.#channel}"`);
        delay = FIRST_DELAY_MS;
        // Whatever was committed before the connection listened.
        this.#announce();
        await ended;
      } catch {
        // Polling goes on meanwhile and shows the failure to those who read.
      }
      await client?.end().catch(() => {});
      await this.#pause(delay * (0.5 + Math.random()));
      delay = Math.min(delay * 2, LAST_DELAY_MS);
    }
  }

  async #poll(): Promise<void> {
    let seen: unknown;
    while (!this.#ending.signal.aborted) {
      try {
        const [row] = await this.#connections.use(client =>
          execute(client, {
            sql: 'SELECT commits FROM remote_env_schema WHERE component = ?',
            params: [this.#component.name],
          }),
        );
        if (row?.commits !== seen) {
          seen = row?.commits;
          this.#announce();
        }
      } catch {
        this.#announce();
        await this.#pause(LAST_DELAY_MS * Math.random());
      }
      await this.#pause(POLL_MS);
    }
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, {
      signal: this.#ending.signal,
      ref: false,
    }).catch(() => {});
  }
}

function endOf(client: Client, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    client.once('end', () => resolve());
    client.once('error', () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) {
      resolve();
    }
  });
}
