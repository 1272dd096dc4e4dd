import { Watch } from '@kubernetes/client-node';
import { z } from 'zod';
import { ApiRefusal, statusSchema } from './ApiRefusal';
import type { PooledKubeConfig } from './PooledKubeConfig';

/** Client-node gives a stream up after 30 s without a sign of life: the server has to end a quiet one before. */
export const MAX_STREAM_SECONDS = 25;

/** One line of a watch. */
export interface RawWatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: unknown;
}

export interface WatchStreamOptions {
  config: PooledKubeConfig;
  path: string;
  query: Record<string, string | undefined>;
  /** After this long the server ends the stream; `MAX_STREAM_SECONDS` at most. */
  seconds: number;
}

const eventTypeSchema = z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']);

/** A reader that is this far behind gives its stream up and goes on from where it is. */
const MAX_QUEUE = 10_000;

/**
 * One request of a watch, from its acceptance to its end, as something to read from. Client-node's `Watch` makes the
 * request, splits lines and notices silence; what it does not do is here: its callback only queues, ERROR events
 * become failures, and reading waits.
 */
export class WatchStream {
  readonly #queue: RawWatchEvent[] = [];
  #wake: () => void = () => {};
  #ended = false;
  #failure: unknown;
  #abort: () => void = () => {};

  /** @throws ApiRefusal, or whatever the transport throws */
  static async open(
    options: WatchStreamOptions,
    signal: AbortSignal,
  ): Promise<WatchStream> {
    const stream = new WatchStream();
    const aborted = () => stream.close();
    signal.addEventListener('abort', aborted, { once: true });
    stream.#abort = () => signal.removeEventListener('abort', aborted);
    const opening = stream.#connect(options);
    // An abort while it connects must not wait for the server, and what comes of it then is nobody's business.
    opening.catch(() => {});
    await Promise.race([opening, stream.#news()]);
    if (stream.#failure !== undefined) {
      throw stream.#failure;
    }
    return stream;
  }

  private constructor() {}

  /**
   * Waits for the next events.
   *
   * @returns none when the stream has ended as it should
   * @throws ApiRefusal, or whatever the transport throws
   */
  async next(): Promise<RawWatchEvent[]> {
    if (this.#queue.length === 0) {
      await this.#news();
    }
    const events = this.#queue.splice(0);
    if (events.length === 0 && this.#failure !== undefined) {
      throw this.#failure;
    }
    return events;
  }

  close(): void {
    this.#end(undefined);
  }

  async #connect({
    config,
    path,
    query,
    seconds,
  }: WatchStreamOptions): Promise<void> {
    const watch = new Watch(config);
    const controller = await watch.watch(
      path,
      {
        ...query,
        allowWatchBookmarks: 'true',
        timeoutSeconds: String(seconds),
      },
      (type, object) => this.#take(type, object),
      error => this.#end(error ? failureOf(error) : undefined),
    );
    const forget = this.#abort;
    this.#abort = () => {
      forget();
      controller.abort();
    };
    if (this.#ended) {
      this.#abort();
    }
  }

  #take(type: string, object: unknown): void {
    if (this.#ended) {
      return;
    }
    if (type === 'ERROR') {
      const status = statusSchema.safeParse(object);
      this.#end(
        status.success
          ? ApiRefusal.of(status.data)
          : ApiRefusal.bare(500, 'The watch failed without a reason'),
      );
      return;
    }
    const known = eventTypeSchema.safeParse(type);
    if (known.success) {
      this.#queue.push({ type: known.data, object });
      this.#wake();
      if (this.#queue.length >= MAX_QUEUE) {
        this.#end(undefined);
      }
    }
  }

  #end(failure: unknown): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    this.#failure = failure;
    this.#abort();
    this.#wake();
  }

  /** Resolves with the next event or with the end. */
  #news(): Promise<void> {
    return this.#ended
      ? Promise.resolve()
      : new Promise(resolve => {
          this.#wake = resolve;
        });
  }
}

const refusedSchema = z.object({ statusCode: z.number(), message: z.string() });

function failureOf(error: unknown): unknown {
  const refused = refusedSchema.safeParse(error);
  return refused.success
    ? ApiRefusal.bare(refused.data.statusCode, refused.data.message)
    : error;
}
