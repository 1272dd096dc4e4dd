import { setTimeout as delay } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';

/** Between one question and the next, and between tries to reach it again. */
const PAUSE_MS = 1_000;
/** For connecting and for an answer; beyond it the database counts as away. */
const ANSWER_MS = 3_000;

export interface DatabaseWatchOptions {
  database: ClientConfig;
  /** Told when it goes and when it is back. */
  onChange(away: boolean, reason?: string): void;
  pauseMs?: number;
  answerMs?: number;
}

/**
 * Knows whether the portal's database answers, by one connection of its own: its end is known at once, a server that is
 * silent or a standby that takes no writes after `answerMs` and `pauseMs` at most.
 */
export class DatabaseWatch {
  readonly #options: Required<DatabaseWatchOptions>;
  readonly #closing = new AbortController();
  #away = false;

  static start(options: DatabaseWatchOptions): DatabaseWatch {
    const watch = new DatabaseWatch(options);
    void watch.#run();
    return watch;
  }

  private constructor(options: DatabaseWatchOptions) {
    this.#options = { pauseMs: PAUSE_MS, answerMs: ANSWER_MS, ...options };
  }

  get away(): boolean {
    return this.#away;
  }

  close(): void {
    this.#closing.abort();
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const client = new Client(this.#options.database);
      // Without it a connection that breaks would end the portal.
      const broken = new Promise<Error>(resolve => {
        client.on('error', resolve);
        client.on('end', () => resolve(new Error('the connection has ended')));
      });
      try {
        await this.#inTime(client.connect());
        await this.#ask(client, broken);
      } catch (error) {
        this.#note(true, String(error));
      }
      void client.end().catch(() => undefined);
      await this.#pause();
    }
  }

  async #ask(client: Client, broken: Promise<Error>): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const { rows } = await this.#inTime(
        client.query<{ standby: boolean }>(
          'select pg_is_in_recovery() as standby',
        ),
      );
      if (rows[0]?.standby) {
        throw new Error('the server is a standby, which takes no writes');
      }
      this.#note(false);
      const lost = await Promise.race([this.#pause(), broken]);
      if (lost) {
        throw lost;
      }
    }
  }

  #note(away: boolean, reason?: string): void {
    if (this.#away !== away && !this.#closing.signal.aborted) {
      this.#away = away;
      this.#options.onChange(away, reason);
    }
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    const late = new AbortController();
    try {
      return await Promise.race([
        answer,
        delay(this.#options.answerMs, undefined, {
          signal: late.signal,
          ref: false,
        }).then(() => {
          throw new Error(`no answer within ${this.#options.answerMs} ms`);
        }),
      ]);
    } finally {
      late.abort();
    }
  }

  async #pause(): Promise<undefined> {
    await delay(this.#options.pauseMs, undefined, {
      signal: this.#closing.signal,
      ref: false,
    }).catch(() => undefined);
    return undefined;
  }
}
