import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { StoreUnavailableError } from '../ports/errors';

/** How long a secret is used before its file is looked at again. */
const REREAD_AFTER_MS = 1000;

/** The new one and the one that it takes the place of. */
export const MAX_SECRETS = 2;

/** A mounted Secret with two of them is small; whatever is larger is another file. */
const MAX_LENGTH = 4096;

export interface SharedSecretSource {
  /** Stands in the configuration, for as long as the process lives. */
  value?: string;
  /** One secret a line. */
  file?: string;
}

/**
 * A secret that two processes share and that can be exchanged while they run: the first one is to be used, all of them
 * are to be accepted. From a file it is read again now and then; a file that is unreadable or wrong for a moment, since
 * it is being exchanged, does not displace what is in use.
 */
export class SharedSecret {
  readonly #file: string | undefined;
  readonly #check: (secret: string) => string | undefined;
  #current: readonly string[] | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<readonly string[]> | undefined;

  /**
   * @param check - says what is wrong with a secret, never the secret
   * @throws Error when there is neither value nor file
   */
  static create(
    { value, file }: SharedSecretSource,
    check: (secret: string) => string | undefined = () => undefined,
  ): SharedSecret {
    if (value === undefined && file === undefined) {
      throw new Error('there is neither a secret nor a file with one');
    }
    return new SharedSecret(value, file, check);
  }

  private constructor(
    value: string | undefined,
    file: string | undefined,
    check: (secret: string) => string | undefined,
  ) {
    this.#file = value === undefined ? file : undefined;
    this.#check = check;
    this.#current = value === undefined ? undefined : [value];
  }

  /**
   * The one to use.
   *
   * @throws StoreUnavailableError while there is none
   */
  async first(): Promise<string> {
    const [first] = await this.all();
    if (first === undefined) {
      throw new StoreUnavailableError('there is no secret');
    }
    return first;
  }

  /**
   * Those to accept, one or two; the same array until they change.
   *
   * @throws StoreUnavailableError while there is none
   */
  async all(): Promise<readonly string[]> {
    const now = performance.now();
    if (
      this.#current &&
      (this.#file === undefined || now - this.#readAt < REREAD_AFTER_MS)
    ) {
      return this.#current;
    }
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Whether a text is one of them, in a time that does not depend on it. */
  async accepts(text: string): Promise<boolean> {
    const given = digest(text);
    return (await this.all())
      .map(secret => timingSafeEqual(digest(secret), given))
      .includes(true);
  }

  async #read(): Promise<readonly string[]> {
    this.#readAt = performance.now();
    try {
      const found = readSecrets(
        await readFile(this.#file ?? '', 'utf8'),
        this.#check,
      );
      const same =
        this.#current?.length === found.length &&
        found.every((secret, index) => secret === this.#current?.[index]);
      this.#current = same ? this.#current : found;
    } catch (error) {
      if (!this.#current) {
        throw new StoreUnavailableError(
          `'${this.#file}' ${secretFileProblem(error)}`,
          { cause: error },
        );
      }
    }
    return this.#current ?? [];
  }
}

/**
 * The secrets in the text of a file, one a line.
 *
 * @throws SecretFileError that says what is wrong, never a secret
 */
export function readSecrets(
  text: string,
  check: (secret: string) => string | undefined,
): string[] {
  if (text.length > MAX_LENGTH) {
    throw new SecretFileError('is too large for a file with secrets');
  }
  const secrets = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  if (secrets.length === 0) {
    throw new SecretFileError('is empty');
  }
  if (secrets.length > MAX_SECRETS) {
    throw new SecretFileError(
      `has more than ${MAX_SECRETS} lines: the secret to use, and the one that it takes the place of`,
    );
  }
  secrets.forEach((secret, index) => {
    const problem = check(secret);
    if (problem) {
      throw new SecretFileError(`line ${index + 1} ${problem}`);
    }
  });
  return secrets;
}

/** The message goes on after the file's name. */
export class SecretFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SecretFileError';
  }
}

/** What is wrong with the file of a secret, as the rest of a sentence that begins with its name. */
export function secretFileProblem(error: unknown): string {
  if (error instanceof SecretFileError) {
    return error.message;
  }
  const code =
    typeof error === 'object' && error !== null && 'code' in error
      ? error.code
      : error;
  return `cannot be read (${code}): mount it, or name another file`;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
