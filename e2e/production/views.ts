import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { Client } from 'minio';
import type { NginxPassthrough } from '@remote-env/plugin-remote-env-node/testing-engines';
import pg from 'pg';
import type { Engines } from './engines';

const run = promisify(execFile);

/** Objects and lines of a log that are shown at most. */
const SHOWN = 60;

/** What each engine itself says it holds, for people to read. */
export async function engineViews(
  engines: Engines,
  passthrough: NginxPassthrough,
): Promise<string> {
  const parts: [string, () => Promise<string>][] = [
    ['Kubernetes: kubectl get', () => kubernetesView(engines)],
    ['S3: objects of the bucket', () => bucketView(engines)],
    ['NATS: streams and consumers', () => natsView(engines)],
    ['PostgreSQL: tables with rows', () => postgresView(engines)],
    ['nginx: connections passed to the gateways', () => nginxView(passthrough)],
  ];
  const texts: string[] = [];
  for (const [title, view] of parts) {
    texts.push(`== ${title}\n${(await view()).trim()}`);
  }
  return `\n${texts.join('\n\n')}\n`;
}

async function kubernetesView({ kubernetes }: Engines): Promise<string> {
  const kubectl = async (...args: string[]) => {
    const { stdout, stderr } = await run('kubectl', [
      ...['--kubeconfig', kubernetes.adminKubeconfig],
      ...args,
    ]);
    return stdout || stderr;
  };
  const system = ['-n', 'remote-env-system'];
  return [
    await kubectl('get', 're,rsvc,rcert,rappr,rbind,rsub', ...system),
    await kubectl('get', 'secrets,services', ...system),
    await kubectl('get', 'secrets', '-n', 'remote-env-authority'),
  ].join('\n');
}

async function bucketView({ environment, s3 }: Engines): Promise<string> {
  const { credentials, region } = s3.options();
  if (!('accessKey' in credentials)) {
    throw new Error('A server of our own has keys in plain');
  }
  const url = new URL(environment.S3_ENDPOINT ?? '');
  const client = new Client({
    endPoint: url.hostname,
    port: Number(url.port),
    useSSL: url.protocol === 'https:',
    region,
    ...credentials,
  });
  client.setRequestOptions({
    ca: readFileSync(environment.S3_CA_FILE ?? '', 'utf8'),
  });
  const lines: string[] = [];
  for await (const object of client.listObjectsV2(
    environment.S3_BUCKET ?? '',
    '',
    true,
  )) {
    lines.push(`${String(object.size).padStart(9)}  ${object.name}`);
  }
  return shortened(lines, 'objects');
}

async function natsView({ nats }: Engines): Promise<string> {
  const answer = await fetch(
    `${nats.monitoringUrl}/jsz?streams=true&consumers=true&config=true`,
  );
  const { account_details: accounts = [] } = await answer.json();
  const lines: string[] = [];
  for (const { stream_detail: streams = [] } of accounts) {
    for (const { name, config, state, consumer_detail } of streams) {
      lines.push(
        `${name}  subjects ${config.subjects}  messages ${state.messages}  bytes ${state.bytes}  replicas ${config.num_replicas}`,
        ...(consumer_detail ?? []).map(
          (consumer: {
            name: string;
            num_pending: number;
            num_ack_pending: number;
            ack_floor: { stream_seq: number };
          }) =>
            `    ${consumer.name}  pending ${consumer.num_pending}  in flight ${consumer.num_ack_pending}  settled up to ${consumer.ack_floor.stream_seq}`,
        ),
      );
    }
  }
  return shortened(lines, 'lines');
}

async function postgresView({ postgres }: Engines): Promise<string> {
  const client = new pg.Client({
    connectionString: postgres.connectionString,
  });
  await client.connect();
  try {
    await client.query('ANALYZE');
    const { rows } = await client.query(
      `SELECT schemaname AS schema, relname AS name, n_live_tup AS rows
       FROM pg_stat_user_tables
       WHERE n_live_tup > 0 AND relname NOT LIKE '%migrations%' ORDER BY 1, 2`,
    );
    return shortened(
      rows.map(
        ({ schema, name, rows: count }) =>
          `${String(count).padStart(6)}  ${schema}.${name}`,
      ),
      'tables',
    );
  } finally {
    await client.end();
  }
}

async function nginxView(passthrough: NginxPassthrough): Promise<string> {
  const counts = new Map<number, number>();
  for (const { gatewayPort } of await passthrough.connections()) {
    counts.set(gatewayPort, (counts.get(gatewayPort) ?? 0) + 1);
  }
  return [...counts]
    .sort()
    .map(([port, count]) => `${String(count).padStart(6)}  127.0.0.1:${port}`)
    .join('\n');
}

function shortened(lines: string[], what: string): string {
  const rest = lines.length - SHOWN;
  return [
    ...lines.slice(0, SHOWN),
    ...(rest > 0 ? [`… and ${rest} ${what} more`] : []),
  ].join('\n');
}
