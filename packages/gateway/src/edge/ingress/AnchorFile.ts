import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../../process/errors';
import type { Logger } from '../../process/Logger';
import { readAnchors } from '../identity/anchors';
import { normalName } from '../identity/PeerCertificates';

const INTERVAL_MS = 2000;
/** Characters; whatever is larger is another file. */
const MAX_LENGTH = 256 * 1024;

/** @throws Error that says why TLS would refuse everybody with it */
function check(bundle: string) {
  const anchors = bundle.length > MAX_LENGTH ? [] : readAnchors(bundle);
  if (anchors.length === 0) {
    throw new Error('it is not PEM of certificates');
  }
  // Node has TLS verify up to a root.
  const open = anchors.find(
    anchor => !anchors.some(issuer => anchor.checkIssued(issuer)),
  );
  if (open) {
    throw new Error(
      `it has no issuer of ${normalName(
        open.subject,
      )}: chains have to be complete up to their root`,
    );
  }
}

interface AnchorFileOptions {
  file: string;
  /** Called with PEM when there is some for the first time, and after each change; what it throws makes the file a wrong one. */
  onChange: (bundle: string) => void;
  logger: Logger;
}

/**
 * The CAs by which an ingress proves itself, from a file that is read again now and then. One that is missing or wrong,
 * since it is being exchanged, does not displace what is in use.
 */
export class AnchorFile {
  readonly #options: AnchorFileOptions;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #inUse: string | undefined;
  #failed = '';

  /** Resolves when it has been read once, usable or not. */
  static async follow(options: AnchorFileOptions): Promise<AnchorFile> {
    const file = new AnchorFile(options);
    await file.#read();
    file.#running = file.#run();
    return file;
  }

  private constructor(options: AnchorFileOptions) {
    this.#options = options;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await sleep(INTERVAL_MS, undefined, { signal, ref: false }).catch(
        () => {},
      );
      if (!signal.aborted) {
        await this.#read();
      }
    }
  }

  async #read(): Promise<void> {
    const { file, logger, onChange } = this.#options;
    try {
      const bundle = await readFile(file, 'utf8');
      check(bundle);
      this.#failed = '';
      if (bundle !== this.#inUse) {
        onChange(bundle);
        this.#inUse = bundle;
      }
    } catch (error) {
      const message = errorMessage(error);
      if (message !== this.#failed) {
        this.#failed = message;
        logger.error(
          "The ingress's CAs cannot be used; the earlier ones stay",
          { file, error: message },
        );
      }
    }
  }
}
