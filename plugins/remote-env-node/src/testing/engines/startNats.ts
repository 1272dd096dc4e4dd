import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../conditions';
import { freePorts } from './freePorts';
import { ServerProcess } from './ServerProcess';

const CONFIG = 'nats.conf';

export interface TestNats {
  /** `nats://…` */
  url: string;
  /** The server's monitoring port, `http://…`. */
  monitoringUrl: string;
  /** As it calls itself, e.g. `2.10.27`. */
  version: string;
  /** Ends the server at once, as a power failure of its machine would, but for the page cache. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and ports. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface NatsOptions {
  /** Bytes that JetStream may keep on disk. Default: no limit of our own. */
  maxFileStore?: number;
  /** Whether an acknowledged message is on disk. Default true. */
  syncAlways?: boolean;
  /** Whether there is JetStream at all. Default true. */
  jetStream?: boolean;
  /** An account with so many streams at most; its user is `limited`, with the password `hunter2`. */
  account?: { maxStreams: number };
  /** PEM files of the server's own certificate; without, it speaks in the clear. */
  tls?: { certFile: string; keyFile: string };
  /** Somebody who may do this and nothing else; without, everybody may do everything. */
  user?: {
    name: string;
    password: string;
    publish: string[];
    subscribe: string[];
  };
}

/**
 * A NATS server with JetStream for tests, private to them: in a temporary folder, on free ports of the loopback
 * interface, ended with this process whatever happens to it.
 *
 * @throws Error that says what to do when there is no server of 2.10 or later
 */
export async function startNats(options: NatsOptions = {}): Promise<TestNats> {
  const { binary, version } = findServer();
  const directory = await mkdtemp(path.join(tmpdir(), 'nats-'));
  const [port, monitoring] = await freePorts(2);
  const { jetStream = true, maxFileStore, syncAlways = true } = options;
  await writeFile(
    path.join(directory, CONFIG),
    [
      `listen: 127.0.0.1:${port}`,
      `http: 127.0.0.1:${monitoring}`,
      'max_payload: 2MB',
      ...(jetStream
        ? [
            'jetstream {',
            `  store_dir: "${directory}"`,
            ...(syncAlways ? ['  sync_interval: always'] : []),
            ...(maxFileStore ? [`  max_file_store: ${maxFileStore}`] : []),
            '}',
          ]
        : []),
      ...(options.account ? [accounts(options.account)] : []),
      ...(options.tls
        ? [
            `tls { cert_file: "${options.tls.certFile}", key_file: "${options.tls.keyFile}" }`,
          ]
        : []),
      ...(options.user ? [authorization(options.user)] : []),
    ].join('\n'),
  );
  const monitoringUrl = `http://127.0.0.1:${monitoring}`;
  let server = await launch(binary, directory, monitoringUrl);
  return {
    url: `nats://127.0.0.1:${port}`,
    monitoringUrl,
    version,
    kill: () => server.stop('KILL'),
    restart: async () => {
      server = await launch(binary, directory, monitoringUrl);
    },
    stop: async () => {
      await server.stop('TERM');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function authorization({
  name: user,
  password,
  publish,
  subscribe,
}: NonNullable<NatsOptions['user']>): string {
  const permissions = { publish, subscribe };
  // JSON is NATS's own format, too.
  return `authorization: ${JSON.stringify({
    users: [{ user, password, permissions }],
  })}`;
}

function accounts({ maxStreams }: { maxStreams: number }): string {
  return `accounts: ${JSON.stringify({
    LIMITED: {
      jetstream: {
        max_memory: 1 << 24,
        max_file: 1 << 24,
        max_streams: maxStreams,
        max_consumers: 10,
      },
      users: [{ user: 'limited', password: 'hunter2' }],
    },
  })}`;
}

async function launch(
  binary: string,
  directory: string,
  monitoringUrl: string,
): Promise<ServerProcess> {
  const args = ['-c', path.join(directory, CONFIG)];
  const server = ServerProcess.start(binary, args, { cwd: directory });
  try {
    await until('NATS is ready', () => isReady(monitoringUrl));
  } catch (error) {
    await server.stop();
    throw new Error(`NATS did not start: ${server.log}`, { cause: error });
  }
  return server;
}

async function isReady(monitoringUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${monitoringUrl}/healthz`);
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** In the order of `scripts/lib/engines/natsServer.mts`, which also fetches one. */
function findServer(): { binary: string; version: string } {
  const given = process.env.REMOTE_ENV_TEST_NATS_SERVER;
  const cache = path.join(
    process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
    'remote-env',
    'nats',
  );
  const cached = existsSync(cache) ? readdirSync(cache) : [];
  const candidates = given
    ? [given]
    : [
        ...cached
          .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
          .map(version => path.join(cache, version, 'nats-server')),
        ...[...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin'].map(
          folder => path.join(folder, 'nats-server'),
        ),
      ];
  for (const binary of candidates.filter(file => existsSync(file))) {
    const { stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
    const [, major, minor, patch] = /v(\d+)\.(\d+)\.(\d+)/.exec(stdout) ?? [];
    if (Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 10)) {
      return { binary, version: `${major}.${minor}.${patch}` };
    }
  }
  throw new Error(
    "These tests need nats-server 2.10 or later: 'node scripts/lib/engines/natsServer.mts' fetches one on Debian, or name a binary in REMOTE_ENV_TEST_NATS_SERVER",
  );
}
