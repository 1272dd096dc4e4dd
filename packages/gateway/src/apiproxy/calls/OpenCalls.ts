interface OpenCall {
  /** Whether the call would be admitted now. */
  isAdmitted: () => boolean;
  /** Ends it at once. */
  cut: () => void;
}

/** Changes that come together are looked at together. Milliseconds. */
const AFTER_CHANGE_MS = 50;
/** What changes with time alone, such as an expiry, is looked at this often. */
const REGULARLY_MS = 30_000;

/**
 * Calls under way. A stream or a tunnel can outlive the permission that it began with: when a binding is taken back
 * or a connection suspended, it is cut off like new calls are refused.
 */
export class OpenCalls {
  readonly #calls = new Set<OpenCall>();
  readonly #regularly: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;

  static create(): OpenCalls {
    return new OpenCalls();
  }

  private constructor() {
    this.#regularly = setInterval(() => this.#look(), REGULARLY_MS);
    this.#regularly.unref();
  }

  get size(): number {
    return this.#calls.size;
  }

  /** @returns to be called when the call has ended */
  add(call: OpenCall): () => void {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  /** Something that admission depends on has changed. */
  noteChange(): void {
    if (!this.#soon && this.#calls.size > 0) {
      this.#soon = setTimeout(() => {
        this.#soon = undefined;
        this.#look();
      }, AFTER_CHANGE_MS);
      this.#soon.unref();
    }
  }

  /** Ends all that is open. */
  close(): void {
    clearInterval(this.#regularly);
    clearTimeout(this.#soon);
    for (const call of this.#calls) {
      call.cut();
    }
  }

  #look() {
    for (const call of this.#calls) {
      if (!call.isAdmitted()) {
        call.cut();
      }
    }
  }
}
