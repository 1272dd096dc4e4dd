import type { ForwardedHeader } from '@remote-env/plugin-remote-env-node';
import type { Presented } from '../identity/Presented';
import { readForwarded } from './forwardedCertificate';

/** Headers remembered at most, and characters of one that is worth it: together some megabytes. */
const CAPACITY = 1000;
const LENGTH = 8 * 1024;

/**
 * Reads what an ingress forwards. Systems send their certificate with every request, and parsing it costs more than
 * everything else on the hot path: what was read is remembered by the text that it was read from. Whether it is good is
 * asked anew each time, elsewhere.
 */
export class ForwardedCertificates {
  readonly #form: ForwardedHeader;
  /** The oldest first. */
  readonly #read = new Map<string, Presented>();

  static create(form: ForwardedHeader): ForwardedCertificates {
    return new ForwardedCertificates(form);
  }

  private constructor(form: ForwardedHeader) {
    this.#form = form;
  }

  /** @param values - of the header, one for each time that it was sent */
  of(values: readonly string[]): Presented {
    const [value = ''] = values;
    if (values.length !== 1 || value.length > LENGTH) {
      return readForwarded(this.#form, values);
    }
    const known = this.#read.get(value);
    if (known) {
      return known;
    }
    const presented = readForwarded(this.#form, values);
    if (presented.peer) {
      if (this.#read.size >= CAPACITY) {
        const oldest = this.#read.keys().next();
        if (!oldest.done) {
          this.#read.delete(oldest.value);
        }
      }
      this.#read.set(value, presented);
    }
    return presented;
  }
}
