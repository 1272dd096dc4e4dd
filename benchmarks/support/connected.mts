import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { remoteEnv } from '../../scripts/lib/cli.mts';

/** Requests, approves and connects an environment. @returns PEM of key and certificate with its chain, and the chain's file */
export async function connectEnvironment(
  dataDir: string,
  name: string,
): Promise<{ key: string; cert: string; chainFile: string }> {
  await remoteEnv(dataDir, ['create', name]);
  await remoteEnv(dataDir, ['approve', name]);
  const { url } = z
    .object({ url: z.string() })
    .parse(await remoteEnv(dataDir, ['token', name]));
  const dir = path.join(
    mkdtempSync(path.join(dataDir, 'benchmark-')),
    'identity',
  );
  await remoteEnv(dataDir, ['connect', url, '--out', dir]);
  const read = (file: string) => readFileSync(path.join(dir, file), 'utf8');
  return {
    key: read('key.pem'),
    cert: `${read('cert.pem')}\n${read('chain.pem')}`,
    chainFile: path.join(dir, 'chain.pem'),
  };
}
