import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { RawHeaders } from './headers';

export interface ExchangeOptions {
  /** Whether an answer of this status is held back, to be passed on or dropped later. */
  hold: (status: number) => boolean;
  /** Writes the head of the answer. */
  head: (status: number, message: string, headers: RawHeaders) => void;
  /** Takes over after `101 Switching Protocols`. */
  upgraded?: (headers: RawHeaders, socket: Duplex) => void;
}

/** What became of one request to the target. */
export type ExchangeEnd =
  /** The answer is with the caller, all of it. */
  | { kind: 'passed'; status: number }
  | { kind: 'upgraded' }
  /** The head of an answer is here and waits for `pass` or `discard`. */
  | { kind: 'held'; status: number };

/** Bytes of an answer that nobody wants which are read so that its connection can be used again. */
const DISCARD_BYTES = 64 * 1024;

/**
 * One request to the target and its answer, which goes to the caller as it comes: no more of it is read than the
 * caller takes.
 */
export class TargetExchange implements Dispatcher.DispatchHandler {
  readonly #res: ServerResponse;
  readonly #options: ExchangeOptions;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #message = '';
  #headers: RawHeaders = [];
  #mode: 'waiting' | 'held' | 'passing' | 'discarding' = 'waiting';
  #discarded = 0;
  /** The answer ended while it was held: it has no body. */
  #ended = false;
  #aborted: Error | undefined;
  #resolve: (end: ExchangeEnd) => void = () => {};
  #reject: (error: Error) => void = () => {};

  /** Rejects with whatever undici rejects with. Settled anew by `pass`. */
  end: Promise<ExchangeEnd>;

  static create(res: ServerResponse, options: ExchangeOptions): TargetExchange {
    return new TargetExchange(res, options);
  }

  private constructor(res: ServerResponse, options: ExchangeOptions) {
    this.#res = res;
    this.#options = options;
    this.end = this.#next();
  }

  /** Ends it, wherever it is. */
  abort(error: Error): void {
    this.#aborted ??= error;
    this.#controller?.abort(error);
    this.#reject(error);
  }

  /** Sends the answer that was held to the caller. */
  pass(): Promise<ExchangeEnd> {
    this.end = this.#next();
    if (this.#aborted) {
      this.#reject(this.#aborted);
    } else {
      this.#pass();
      if (this.#ended) {
        this.onResponseEnd();
      } else {
        this.#controller?.resume();
      }
    }
    return this.end;
  }

  /** Drops the answer that was held. */
  discard(): void {
    this.#mode = 'discarding';
    this.#controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted) {
      controller.abort(this.#aborted);
    }
  }

  onRequestUpgrade(
    controller: Dispatcher.DispatchController,
    _status: number,
    _headers: unknown,
    socket: Duplex,
  ): void {
    if (!this.#options.upgraded || this.#aborted) {
      socket.destroy();
      this.#reject(this.#aborted ?? new Error('nobody asked for an upgrade'));
      return;
    }
    this.#options.upgraded(rawHeadersOf(controller), socket);
    this.#resolve({ kind: 'upgraded' });
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    message = '',
  ): void {
    if (status < 200) {
      return;
    }
    this.#status = status;
    this.#message = message;
    this.#headers = rawHeadersOf(controller);
    if (this.#options.hold(status)) {
      this.#mode = 'held';
      controller.pause();
      this.#resolve({ kind: 'held', status });
    } else {
      this.#pass();
    }
  }

  onResponseData(
    controller: Dispatcher.DispatchController,
    chunk: Buffer,
  ): void {
    if (this.#mode === 'discarding') {
      this.#discarded += chunk.length;
      if (this.#discarded > DISCARD_BYTES) {
        controller.abort(new Error('the answer is not wanted'));
      }
    } else if (!this.#res.write(chunk)) {
      controller.pause();
      this.#res.once('drain', () => controller.resume());
    }
  }

  onResponseEnd(): void {
    this.#ended = true;
    if (this.#mode === 'passing') {
      this.#res.end();
      this.#resolve({ kind: 'passed', status: this.#status });
    }
  }

  onResponseError(
    _controller: Dispatcher.DispatchController,
    error: Error,
  ): void {
    if (this.#mode === 'held') {
      // Told when the answer is asked for; while it is not, nothing is lost.
      this.#aborted ??= error;
    }
    this.#reject(error);
  }

  #pass(): void {
    this.#mode = 'passing';
    this.#options.head(this.#status, this.#message, this.#headers);
  }

  #next(): Promise<ExchangeEnd> {
    const end = new Promise<ExchangeEnd>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // An exchange that was dropped has nobody to tell of its failure.
    end.catch(() => {});
    return end;
  }
}

/** Header names and values by turns, spelled as they came. */
function rawHeadersOf(controller: Dispatcher.DispatchController): RawHeaders {
  const { rawHeaders } = controller;
  return Array.isArray(rawHeaders)
    ? rawHeaders.map(part =>
        typeof part === 'string' ? part : part.toString('latin1'),
      )
    : [];
}
