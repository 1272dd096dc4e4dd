import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What the command line reads to find this portal and to act as its admin. */
export interface CliAccess {
  portalUrl: string;
  /** Entity reference of the user it acts as. */
  user: string;
  /** Goes in header `x-remote-env-local-token`; each call gives a fresh, short-lived user token. */
  refreshToken: string;
}

/** Writes the file whole or not at all, readable by its owner only. */
export async function writeCliFile(file: string, access: CliAccess) {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporary, `${JSON.stringify(access, undefined, 2)}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
