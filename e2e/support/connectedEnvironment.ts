import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { remoteEnv } from './commandLine';
import type { Addresses } from './installation';
import { ExternalSystem } from './system';

/** Requests, approves and connects an environment by the command line. */
export async function connectEnvironment(
  addresses: Addresses,
  name: string,
): Promise<{ system: ExternalSystem; dir: string; fingerprint: string }> {
  await remoteEnv(
    addresses,
    'create',
    name,
    '--owner',
    'group:default/developers',
  );
  await remoteEnv(addresses, 'approve', name);
  const { url } = await remoteEnv<{ url: string }>(addresses, 'token', name);
  const dir = path.join(
    mkdtempSync(path.join(tmpdir(), 'remote-env-system-')),
    name,
  );
  const { fingerprint } = await remoteEnv<{ fingerprint: string }>(
    addresses,
    'connect',
    url,
    '--out',
    dir,
  );
  return { system: ExternalSystem.fromFiles(addresses, dir), dir, fingerprint };
}

/** A legacy event as `/{re}/v1/events` takes it. */
export function legacyEvent(
  type: string,
  data: unknown,
  id?: string,
): Record<string, unknown> {
  return {
    'event-type': type,
    'event-type-version': 'v1',
    'event-time': new Date().toISOString(),
    data,
    ...(id ? { 'event-id': id } : {}),
  };
}
