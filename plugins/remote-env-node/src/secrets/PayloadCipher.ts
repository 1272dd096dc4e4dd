import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
} from 'node:crypto';
import { EncryptionKeyError } from '../ports/errors.ts';

/** A payload that only the holder of the key can read or change. */
export interface SealedPayload {
  /** Id of the key. */
  key: string;
  /** Base64 of nonce (12 bytes), ciphertext, tag (16 bytes). */
  box: string;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a random nonce (NIST SP 800-38D, 8.2.2). Each box is bound to a context, so that one copied to
 * another place does not open there; and it names its key, so that keys can be rotated.
 */
export class PayloadCipher {
  readonly #key: Buffer;
  readonly keyId: string;

  /** @throws EncryptionKeyError unless the key has 32 bytes */
  static create(key: Buffer): PayloadCipher {
    if (key.length !== 32) {
      throw new EncryptionKeyError(
        `The encryption key must have 32 bytes, but has ${key.length}`,
      );
    }
    return new PayloadCipher(key);
  }

  private constructor(key: Buffer) {
    this.#key = key;
    this.keyId = createHmac('sha256', key)
      .update('remote-env key id')
      .digest('hex')
      .slice(0, 16);
  }

  seal(plaintext: string, context: string): SealedPayload {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce);
    cipher.setAAD(Buffer.from(context, 'utf8'));
    const box = Buffer.concat([
      nonce,
      cipher.update(plaintext, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return { key: this.keyId, box: box.toString('base64') };
  }

  /** @throws EncryptionKeyError when it was sealed with another key, for another context, or was changed */
  open(sealed: SealedPayload, context: string): string {
    if (sealed.key !== this.keyId) {
      throw new EncryptionKeyError(
        `Sealed with the encryption key ${sealed.key}, but the configured one is ${this.keyId}`,
      );
    }
    const box = Buffer.from(sealed.box, 'base64');
    if (box.length < NONCE_BYTES + TAG_BYTES) {
      throw new EncryptionKeyError('A sealed payload is cut short');
    }
    const decipher = createDecipheriv(
      ALGORITHM,
      this.#key,
      box.subarray(0, NONCE_BYTES),
    );
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(box.subarray(box.length - TAG_BYTES));
    const ciphertext = box.subarray(NONCE_BYTES, box.length - TAG_BYTES);
    try {
      return Buffer.concat([
        decipher.update(ciphertext),
        decipher.final(),
      ]).toString('utf8');
    } catch (error) {
      throw new EncryptionKeyError(
        'A sealed payload does not open: it was changed or belongs elsewhere',
        { cause: error },
      );
    }
  }
}
