import { EncryptionKeyError } from '../../../ports/errors.ts';
import type { Steps } from '../../engine/Operation.ts';
import { sql, text } from '../../engine/Operation.ts';

/**
 * The first key to seal anything is the store's key. A process that is configured with another one must not write:
 * nobody could read all of the store any more.
 */
export function* checkKey(key: string | undefined): Steps<void> {
  if (key === undefined) {
    return;
  }
  const [row] = yield sql('SELECT key_id FROM resource_keys LIMIT 1');
  if (!row) {
    yield sql('INSERT INTO resource_keys (key_id) VALUES (?)', key);
  } else if (text(row, 'key_id') !== key) {
    throw new EncryptionKeyError(
      `The store's Secrets are sealed with the encryption key ${text(
        row,
        'key_id',
      )}, but the configured one is ${key}`,
    );
  }
}
