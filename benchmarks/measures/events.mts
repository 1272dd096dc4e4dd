import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Addresses } from '../../e2e/support/installation.ts';
import { PeerProcess } from '../support/childProcess.mts';
import { connectEnvironment } from '../support/connected.mts';
import { compare, LOAD_METHOD } from '../support/load.mts';
import type { Benchmark } from '../support/report.mts';

const PAYLOAD = 'x'.repeat(900);

function serverCertificate(dir: string): [key: string, certificate: string] {
  const key = path.join(dir, 'peer-key.pem');
  const certificate = path.join(dir, 'peer-cert.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'],
      ...['-subj', '/CN=localhost', '-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  return [key, certificate];
}

/** Events of 1 KB in the older form, each durable before its 200. */
export async function events(addresses: Addresses): Promise<Benchmark> {
  const { key, cert, chainFile } = await connectEnvironment(
    addresses.dataDir,
    'bench-events',
  );
  const peer = await PeerProcess.start('httpsOk.mts', [
    ...serverCertificate(path.dirname(chainFile)),
    chainFile,
  ]);
  const load = {
    method: 'POST' as const,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      'event-type': 'bench.happened',
      'event-type-version': 'v1',
      'event-time': new Date().toISOString(),
      data: { text: PAYLOAD },
    }),
    tlsOptions: { key, cert },
  };
  try {
    const { ours, peer: plain } = await compare(
      { ...load, url: `${addresses.edge}/bench-events/v1/events` },
      { ...load, url: peer.url },
    );
    return {
      title: 'events',
      method: `Mutual TLS, 1 KB each, durable before 200; peer: node:https that answers 200 and keeps nothing. ${LOAD_METHOD}`,
      rows: [
        {
          measure: 'events a second',
          figure: ours.requestsPerSecond,
          peer: plain.requestsPerSecond,
          unit: '/s',
        },
        { measure: 'p99', figure: ours.p99, peer: plain.p99, unit: 'ms' },
      ],
    };
  } finally {
    await peer.stop();
  }
}
