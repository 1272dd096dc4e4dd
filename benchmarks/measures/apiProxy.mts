import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Addresses } from '../../e2e/support/installation.ts';
import { remoteEnv } from '../../scripts/lib/cli.mts';
import { PeerProcess } from '../support/childProcess.mts';
import { compare, LOAD_METHOD } from '../support/load.mts';
import type { Benchmark } from '../support/report.mts';

const ENVIRONMENT = 'bench-api';
const bindingSchema = z.object({ gatewayUrl: z.string(), token: z.string() });
const serviceSchema = z.object({ id: z.string() });

/** Registers the target, with basic credentials, and binds a consumer to it. */
async function bind(dataDir: string, targetUrl: string) {
  await remoteEnv(dataDir, ['create', ENVIRONMENT]);
  await remoteEnv(dataDir, ['approve', ENVIRONMENT]);
  const file = path.join(dataDir, 'benchmark-service.json');
  writeFileSync(
    file,
    JSON.stringify({
      provider: 'Benchmark',
      name: 'Target',
      description: 'Answers one kilobyte',
      api: {
        targetUrl,
        credentials: { basic: { username: 'user', password: 'password' } },
      },
    }),
  );
  const { id } = serviceSchema.parse(
    await remoteEnv(dataDir, ['register', ENVIRONMENT, file]),
  );
  return bindingSchema.parse(
    await remoteEnv(dataDir, [
      ...['bind', ENVIRONMENT, id, '--consumer', 'benchmark/caller'],
    ]),
  );
}

/** Calls of a system's API: binding checked, credentials added. */
export async function apiProxy(addresses: Addresses): Promise<Benchmark> {
  const target = await PeerProcess.start('target.mts');
  const peer = await PeerProcess.start('bareProxy.mts', [target.url]);
  try {
    const { gatewayUrl, token } = await bind(addresses.dataDir, target.url);
    const { ours, peer: bare } = await compare(
      {
        url: `${gatewayUrl}/things/1`,
        headers: { 'x-remote-env-token': token },
      },
      { url: `${peer.url}/things/1` },
    );
    return {
      title: 'api-proxy',
      method: `GET with 1 KB answers, basic credentials added; peer: bare node:http proxy with a keep-alive agent, same target. ${LOAD_METHOD}`,
      rows: [
        {
          measure: 'calls a second',
          figure: ours.requestsPerSecond,
          peer: bare.requestsPerSecond,
          unit: '/s',
        },
        { measure: 'p99', figure: ours.p99, peer: bare.p99, unit: 'ms' },
      ],
    };
  } finally {
    await peer.stop();
    await target.stop();
  }
}
