import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { ArchiveRefusedError, PassphraseError } from '../errors';
import type { KeyParameters } from './format';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** What guards every credential of an installation has to be worth it. */
const MIN_PASSPHRASE = 12;

/**
 * 128 MiB and about half a second for each try (OWASP Password Storage Cheat Sheet, "scrypt": N=2^17, r=8, p=1 is its
 * first choice).
 */
const COST = 2 ** 17;

/** @throws PassphraseError when it is too short to guard anything */
export function checkPassphrase(passphrase: string): void {
  if ([...passphrase].length < MIN_PASSPHRASE) {
    throw new PassphraseError(
      `The passphrase must have at least ${MIN_PASSPHRASE} characters`,
    );
  }
}

/** With a salt of its own for each archive. */
export function newKeyParameters(): KeyParameters {
  return {
    algorithm: 'scrypt',
    salt: randomBytes(32).toString('base64'),
    cost: COST,
    blockSize: 8,
    parallelization: 1,
  };
}

/** What a passphrase opens: one key seals Secrets (AES-256-GCM), another one signs (HMAC-SHA256). */
export class ArchiveKeys {
  readonly #sealing: Buffer;
  readonly #signing: Buffer;

  static async derive(
    passphrase: string,
    { salt, cost, blockSize, parallelization }: KeyParameters,
  ): Promise<ArchiveKeys> {
    const key = await new Promise<Buffer>((resolve, reject) =>
      scrypt(
        // The same characters typed on another machine may come as other code points.
        passphrase.normalize('NFKC'),
        Buffer.from(salt, 'base64'),
        2 * KEY_BYTES,
        {
          cost,
          blockSize,
          parallelization,
          maxmem: 256 * cost * blockSize,
        },
        (error, derived) => (error ? reject(error) : resolve(derived)),
      ),
    );
    return new ArchiveKeys(key.subarray(0, KEY_BYTES), key.subarray(KEY_BYTES));
  }

  private constructor(sealing: Buffer, signing: Buffer) {
    this.#sealing = sealing;
    this.#signing = signing;
  }

  /** @param name - what is sealed; it opens under no other name */
  seal(name: string, plain: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#sealing, nonce);
    cipher.setAAD(Buffer.from(name));
    return Buffer.concat([
      nonce,
      cipher.update(plain, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]).toString('base64');
  }

  /** @throws ArchiveRefusedError when this was not sealed under that name with this passphrase */
  open(name: string, sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    try {
      const decipher = createDecipheriv(
        'aes-256-gcm',
        this.#sealing,
        bytes.subarray(0, NONCE_BYTES),
        { authTagLength: TAG_BYTES },
      );
      decipher.setAAD(Buffer.from(name));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
      return Buffer.concat([
        decipher.update(text),
        decipher.final(),
      ]).toString();
    } catch (cause) {
      throw new ArchiveRefusedError(
        `The archive is damaged: '${name}' cannot be opened`,
        { cause },
      );
    }
  }

  /** @returns lower-case hex */
  sign(...parts: (string | Buffer)[]): string {
    const hmac = createHmac('sha256', this.#signing);
    parts.forEach(part => hmac.update(part));
    return hmac.digest('hex');
  }

  isSigned(signature: string, ...parts: (string | Buffer)[]): boolean {
    const wanted = Buffer.from(this.sign(...parts));
    const given = Buffer.from(signature);
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  }
}
