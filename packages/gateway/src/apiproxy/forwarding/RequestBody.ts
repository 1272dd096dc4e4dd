import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** The caller broke off before its body was complete. */
export class BodyBrokenOffError extends Error {
  constructor() {
    super('the caller broke off its request');
    this.name = 'BodyBrokenOffError';
  }
}

/**
 * The body of a call on its way to the target, as it comes, with a copy of its beginning. The target may answer, or
 * break off, before it has taken all of it: then the stream ends, but not the caller's connection, on which the
 * answer is still to be sent.
 */
export class RequestBody {
  readonly #req: IncomingMessage;
  readonly #keepBytes: number;
  #kept: Buffer[] | undefined;
  #size = 0;
  #whole = false;
  #settle: (() => void) | undefined;

  /** What is sent to the target. */
  readonly stream: Readable;

  /** @param keepBytes - a longer body is not kept; 0 keeps none */
  static open(req: IncomingMessage, keepBytes: number): RequestBody {
    return new RequestBody(req, keepBytes);
  }

  private constructor(req: IncomingMessage, keepBytes: number) {
    this.#req = req;
    this.#keepBytes = keepBytes;
    this.#kept =
      keepBytes > 0 && Number(req.headers['content-length'] ?? 0) <= keepBytes
        ? []
        : undefined;
    this.stream = new Readable({
      read: () => req.resume(),
      destroy: (error, done) => {
        // Nobody takes the rest: it is read on only while it is to be kept.
        if (!this.#whole && !this.#kept) {
          req.pause();
        }
        done(error);
      },
    });
    // The dispatcher reports it; a stream that nobody reads any more has nobody to tell.
    this.stream.on('error', () => {});
    req.on('data', this.#onData);
    req.once('end', this.#onEnd);
    req.once('close', this.#onClose);
  }

  /** The whole body, waiting for the rest of it; undefined when it was not kept or broke off. */
  async replay(): Promise<Buffer | undefined> {
    if (this.#kept && !this.#whole && !this.#req.destroyed) {
      await new Promise<void>(resolve => {
        this.#settle = resolve;
        this.#req.resume();
      });
    }
    return this.#whole && this.#kept ? Buffer.concat(this.#kept) : undefined;
  }

  /** The copy is not needed any more. */
  release(): void {
    this.#kept = undefined;
    this.#settle?.();
    if (this.stream.destroyed && !this.#whole) {
      this.#req.pause();
    }
  }

  readonly #onData = (chunk: Buffer) => {
    this.#size += chunk.length;
    if (this.#kept) {
      if (this.#size > this.#keepBytes) {
        this.release();
      } else {
        this.#kept.push(chunk);
      }
    }
    if (!this.stream.destroyed && !this.stream.push(chunk) && !this.#settle) {
      this.#req.pause();
    }
  };

  readonly #onEnd = () => {
    this.#whole = true;
    if (!this.stream.destroyed) {
      this.stream.push(null);
    }
    this.#settle?.();
  };

  readonly #onClose = () => {
    this.#req.off('data', this.#onData);
    if (!this.#whole) {
      this.#kept = undefined;
      this.stream.destroy(new BodyBrokenOffError());
      this.#settle?.();
    }
  };
}
