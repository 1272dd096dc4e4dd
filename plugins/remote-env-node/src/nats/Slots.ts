import { StoreUnavailableError } from '../ports/errors';
import type { NatsLink, NatsSession } from './NatsLink';
import { slotSubject, type NatsLayout } from './layout';
import { ConsumerAwayError, PullRequests } from './PullRequests';
import { ensureSlots, readRules, type ConsumerRules } from './consumers';

/** The right to have one delivery under way; give it back by `release`. */
export interface Slot {
  release(): Promise<void>;
}

const WAIT_MS = 5000;
const RELEASE_MS = 2000;

/** Takes slots of one consumer: no more are out, over all processes, than its `maxInFlight`. */
export class Slots {
  readonly #link: NatsLink;
  readonly #session: NatsSession;
  readonly #layout: NatsLayout;
  readonly #consumer: string;
  readonly #requests: PullRequests;

  static open(
    link: NatsLink,
    session: NatsSession,
    layout: NatsLayout,
    consumer: string,
  ) {
    return new Slots(link, session, layout, consumer);
  }

  private constructor(
    link: NatsLink,
    session: NatsSession,
    layout: NatsLayout,
    consumer: string,
  ) {
    this.#link = link;
    this.#session = session;
    this.#layout = layout;
    this.#consumer = consumer;
    this.#requests = PullRequests.open(session.nc, layout.slots, consumer);
  }

  /**
   * Waits until there is one.
   *
   * @returns undefined when the signal aborted first
   */
  async take(
    rules: ConsumerRules,
    signal: AbortSignal,
  ): Promise<Slot | undefined> {
    const { nc, jsm } = this.#session;
    const subject = slotSubject(this.#layout, this.#consumer);
    nc.publish(subject);
    while (!signal.aborted) {
      try {
        const [message] = await this.#requests.pull({
          batch: 1,
          waitMs: WAIT_MS,
          signal,
        });
        if (message) {
          return { release: () => this.#release(message.reply) };
        }
        // Ours may have been taken by somebody who went away with it.
        const info = await jsm.consumers.info(
          this.#layout.slots,
          this.#consumer,
        );
        if (info.num_pending === 0) {
          nc.publish(subject);
        }
      } catch (error) {
        if (!(error instanceof ConsumerAwayError)) {
          throw error;
        }
        // Slots are in memory and go with the server; the events' consumer says whether they are still wanted.
        await readRules(jsm, this.#layout, this.#consumer);
        await ensureSlots(jsm, this.#layout, this.#consumer, rules);
        nc.publish(subject);
      }
    }
    return undefined;
  }

  async close(): Promise<void> {
    const stray = await this.#requests.close();
    await Promise.all(stray.map(({ reply }) => this.#release(reply)));
  }

  /** What cannot be given back now comes back by itself, after its time. */
  async #release(reply: string): Promise<void> {
    try {
      await this.#link.run(({ nc }) =>
        nc.request(reply, '+ACK', { timeout: RELEASE_MS }),
      );
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) {
        throw error;
      }
    }
  }
}
