import { createRequire } from 'node:module';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GatewayConfigInput } from '@remote-env/plugin-remote-env-node';

const GATEWAY_PACKAGE = '@remote-env/gateway';

/** The gateway's program: the one configured, or that of the installed package. */
export function locateGatewayProgram(configured: string | undefined): string {
  if (configured) {
    return path.resolve(configured);
  }
  const manifest = createRequire(__filename).resolve(
    `${GATEWAY_PACKAGE}/package.json`,
  );
  return path.join(path.dirname(manifest), 'dist', 'gateway.js');
}

/** Writes `gateway.json` as a whole, readable by its owner only: it holds keys. @returns its path */
export async function writeGatewayConfig(
  config: GatewayConfigInput,
): Promise<string> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const file = path.join(config.dataDir, 'gateway.json');
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(config, null, 2)}\n`, {
    mode: 0o600,
  });
  await chmod(temporary, 0o600);
  await rename(temporary, file);
  return file;
}
