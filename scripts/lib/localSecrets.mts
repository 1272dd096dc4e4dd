import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const KEY_BYTES = 32;
const key = () => randomBytes(KEY_BYTES).toString('base64');
const token = () => randomBytes(KEY_BYTES).toString('hex');

const localSecretsSchema = z.object({
  encryptionKey: z.string(),
  gatewayToken: z.string(),
  assertionKey: z.string(),
  controlToken: z.string(),
  cliToken: z.string(),
});
export type LocalSecrets = z.infer<typeof localSecretsSchema>;

/**
 * The random keys and tokens of one local installation, made once and kept in its data directory, readable by
 * its owner only.
 */
export function readOrCreateLocalSecrets(dataDir: string): LocalSecrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const file = path.join(dataDir, 'local-secrets.json');
  if (existsSync(file)) {
    const parsed = localSecretsSchema.safeParse(
      JSON.parse(readFileSync(file, 'utf8')),
    );
    if (!parsed.success) {
      throw new Error(
        `${file} is damaged. Restore it, or remove the data directory to start afresh.`,
      );
    }
    return parsed.data;
  }
  const secrets: LocalSecrets = {
    encryptionKey: key(),
    gatewayToken: token(),
    assertionKey: key(),
    controlToken: token(),
    cliToken: token(),
  };
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(secrets, null, 2)}\n`, {
    mode: 0o600,
  });
  renameSync(temporary, file);
  return secrets;
}
