import { setTimeout as sleep } from 'node:timers/promises';
import {
  createInbox,
  nanos,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node';
import { JetStreamError } from '@nats-io/jetstream';

/** One message of a consumer, to be settled through its reply subject. */
export interface PulledMessage {
  subject: string;
  /** Position in the stream. */
  seq: number;
  /** 1 for the first. */
  deliveries: number;
  /** `performance.now()` when it came, or when its time was begun anew. */
  since: number;
  headers?: MsgHdrs;
  data: Uint8Array;
  reply: string;
}

/** The server has nobody behind the request's subject: the consumer is gone, or JetStream is not there yet. */
export class ConsumerAwayError extends JetStreamError {}

/** Beyond what the server itself waits. */
const GRACE_MS = 1000;
const CLOSE_MS = 1000;

interface Request {
  number: number;
  open: number;
  settle(error?: Error): void;
}

/**
 * Asks one consumer for messages, one request after the other.
 *
 * Differs from the client's own `fetch` in its end: what arrives while a reader goes is handed over by `close`
 * instead of being dropped and waiting, counted as a delivery, for its time to run out.
 */
export class PullRequests {
  readonly #nc: NatsConnection;
  readonly #subject: string;
  readonly #inbox: string;
  readonly #subscription: Subscription;
  #arrived: PulledMessage[] = [];
  #request: Request | undefined;
  #count = 0;

  static open(nc: NatsConnection, stream: string, consumer: string) {
    return new PullRequests(nc, stream, consumer);
  }

  private constructor(nc: NatsConnection, stream: string, consumer: string) {
    this.#nc = nc;
    this.#subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
    this.#inbox = createInbox();
    this.#subscription = nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) =>
        error ? this.#request?.settle(error) : this.#take(message),
    });
  }

  /** Whether this is of use on that connection. */
  belongsTo(nc: NatsConnection): boolean {
    return this.#nc === nc && !this.#subscription.isClosed();
  }

  /**
   * Resolves with the first message or messages, with none after the time or when the signal aborts.
   *
   * @param waitMs - 0: only what is there now
   * @throws ConsumerAwayError
   */
  async pull(options: {
    batch: number;
    waitMs: number;
    signal: AbortSignal;
  }): Promise<PulledMessage[]> {
    const { batch, waitMs, signal } = options;
    if (this.#arrived.length === 0 && !signal.aborted) {
      await this.#ask(batch, waitMs, signal);
    }
    return this.#arrived.splice(0);
  }

  /** Ends it. Returns what arrived and was not handed out. */
  async close(): Promise<PulledMessage[]> {
    this.#request?.settle();
    if (!this.#subscription.isClosed() && !this.#nc.isClosed()) {
      const drained = this.#subscription.drain().catch(() => {});
      await Promise.race([drained, sleep(CLOSE_MS, undefined, { ref: false })]);
      this.#subscription.unsubscribe();
    }
    return this.#arrived.splice(0);
  }

  async #ask(
    batch: number,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const number = ++this.#count;
    let late: NodeJS.Timeout | undefined;
    let stop: (() => void) | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#request = {
          number,
          open: waitMs > 0 ? 1 : batch,
          settle: error => (error ? reject(error) : resolve()),
        };
        stop = resolve;
        signal.addEventListener('abort', stop, { once: true });
        late = setTimeout(resolve, waitMs + GRACE_MS);
        late.unref();
        const body = {
          batch,
          ...(waitMs > 0 ? { expires: nanos(waitMs) } : { no_wait: true }),
        };
        this.#nc.publish(this.#subject, JSON.stringify(body), {
          reply: `${this.#inbox}.${number}`,
        });
      });
    } finally {
      this.#request = undefined;
      clearTimeout(late);
      if (stop) {
        signal.removeEventListener('abort', stop);
      }
    }
  }

  #take(message: Msg): void {
    const request = this.#request;
    if (!message.subject.startsWith(this.#inbox)) {
      this.#arrived.push(toPulled(message));
      if (request && --request.open <= 0) {
        request.settle();
      }
      return;
    }
    const current = message.subject === `${this.#inbox}.${request?.number}`;
    const code = message.headers?.code ?? 0;
    if (!request || !current || code === 100) {
      return;
    }
    const description = message.headers?.description ?? '';
    // 404 and 408: nothing there, or not any more. 409 tells of many things.
    if (
      code === 503 ||
      (code === 409 && /deleted|push based/i.test(description))
    ) {
      request.settle(new ConsumerAwayError(description || 'no responders'));
    } else if (code === 409 && !/batch completed/i.test(description)) {
      request.settle(new JetStreamError(description));
    } else {
      request.settle();
    }
  }
}

/**
 * Reads what JetStream tells in the reply subject: `$JS.ACK.{stream}.{consumer}.{deliveries}.{sequence}.…`, with
 * two tokens more before the stream since version 2 of it.
 */
function toPulled(message: Msg): PulledMessage {
  const reply = message.reply ?? '';
  const tokens = reply.split('.');
  const skip = tokens.length >= 11 ? 6 : 4;
  return {
    subject: message.subject,
    deliveries: Number(tokens[skip]),
    seq: Number(tokens[skip + 1]),
    since: performance.now(),
    headers: message.headers,
    data: message.data,
    reply,
  };
}
