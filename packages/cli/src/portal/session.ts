import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CliError, EXIT } from '../output/errors';

/** How the command reaches a portal. */
export interface SessionOptions {
  /** Base URL of any portal; goes with `token`. */
  url?: string;
  /** Backstage user token. */
  token?: string;
  /** Data directory of a local start. */
  dataDir: string;
}

/** A portal and a token of the user in whose name calls are made. */
export interface Session {
  portalUrl: string;
  token: string;
}

const localSchema = z.object({ portalUrl: z.url(), refreshToken: z.string() });
const refreshSchema = z.object({
  backstageIdentity: z.object({ token: z.string() }),
});

function readLocal(dataDir: string) {
  const file = path.join(dataDir, 'cli.json');
  try {
    return localSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new CliError(
      EXIT.usage,
      `No local start found: ${file} cannot be read.`,
      'Run npm start first, name its directory with --data-dir or REMOTE_ENV_DATA_DIR, or give --url and --token of a portal.',
    );
  }
}

/** Opens a session: the given token, or a fresh one of the local start's user. */
export async function openSession(options: SessionOptions): Promise<Session> {
  if (options.url || options.token) {
    if (!options.url || !options.token) {
      throw new CliError(EXIT.usage, '--url and --token belong together.');
    }
    return { portalUrl: options.url.replace(/\/+$/, ''), token: options.token };
  }
  const { portalUrl, refreshToken } = readLocal(options.dataDir);
  const response = await reach(portalUrl, () =>
    fetch(`${portalUrl}/api/auth/local/refresh`, {
      headers: {
        'x-remote-env-local-token': refreshToken,
        'x-requested-with': 'XMLHttpRequest',
      },
    }),
  );
  if (!response.ok) {
    throw new CliError(
      EXIT.notAllowed,
      `The portal at ${portalUrl} did not renew the token (status ${response.status}).`,
      'Was the data directory made by another start? Stop it and run npm start again.',
    );
  }
  const identity = refreshSchema.parse(await response.json());
  return { portalUrl, token: identity.backstageIdentity.token };
}

/** Runs a call and tells a portal that cannot be reached from one that refuses. */
export async function reach<T>(
  portalUrl: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error
        ? error.cause.message
        : String(error);
    throw new CliError(
      EXIT.unreachable,
      `The portal at ${portalUrl} cannot be reached: ${cause}`,
      'Is it running?',
    );
  }
}
