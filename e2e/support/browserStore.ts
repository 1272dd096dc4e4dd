import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Imports a PKCS #12 into a certificate store as Chromium and Firefox have it (NSS), by its own tools.
 *
 * @returns what the store lists then; `u,u,u` says that it has the key of a certificate
 * @throws Error when it does not take the file
 */
export async function inBrowserStore(
  file: string,
  passphrase: string,
): Promise<string> {
  const store = `sql:${mkdtempSync(path.join(tmpdir(), 're-nss-'))}`;
  await run('certutil', ['-N', '-d', store, '--empty-password']);
  await run('pk12util', ['-i', file, '-d', store, '-W', passphrase]);
  const { stdout } = await run('certutil', ['-L', '-d', store]);
  return stdout;
}
