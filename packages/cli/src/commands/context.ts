import path from 'node:path';
import type { Command } from 'commander';
import { Output } from '../output/Output';
import { createPortalClient, type PortalClient } from '../portal/client';
import { openSession, type Session } from '../portal/session';

interface GlobalOptions {
  json?: boolean;
  url?: string;
  token?: string;
  dataDir?: string;
}

/** What every command needs: where it writes, and the portal on demand. */
export interface Context {
  output: Output;
  dataDir: string;
  session(): Promise<Session>;
  portal(): Promise<PortalClient>;
}

/** Adds the options that every command takes. */
export function withGlobalOptions(command: Command): Command {
  return command
    .option('--json', 'answer with one JSON document')
    .option(
      '--data-dir <dir>',
      'data directory of a local start (default: REMOTE_ENV_DATA_DIR or ./data)',
    )
    .option('--url <url>', 'base URL of any portal; with --token')
    .option('--token <token>', 'Backstage user token for --url');
}

export function createContext(options: GlobalOptions): Context {
  const dataDir = path.resolve(
    options.dataDir ?? process.env.REMOTE_ENV_DATA_DIR ?? 'data',
  );
  let opened: Promise<Session> | undefined;
  const session = () => {
    opened ??= openSession({
      url: options.url,
      token: options.token,
      dataDir,
    });
    return opened;
  };
  return {
    output: new Output(options.json ?? false),
    dataDir,
    session,
    portal: async () => createPortalClient(await session()),
  };
}
