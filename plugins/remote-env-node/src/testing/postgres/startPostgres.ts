import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { until } from '../conditions';

export interface TestPostgres {
  connectionString: string;
  /** Ends the server and every connection at once, as a crash does. Only where `isPrivate`. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, and waits until it accepts connections. */
  restart(): Promise<void>;
  /** Whether it is ours alone: a server that was named may serve others. */
  isPrivate: boolean;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Listens on the loopback interface too, where it speaks TLS only. */
  tcp?: {
    port: number;
    /** PEM of its certificate and its key. */
    certificate: string;
    key: string;
    /** Of the user `remote_env`, who may do everything; over the socket nobody is asked for it. */
    password: string;
  };
}

/** Where Debian keeps its binaries, one folder for each major version. */
const DEBIAN = '/usr/lib/postgresql';

/**
 * A PostgreSQL for tests: the server that `REMOTE_ENV_TEST_POSTGRES_URL` names, otherwise a private one in a
 * temporary folder, reached over a Unix socket only unless told otherwise, and ended with this process whatever happens to it.
 *
 * @throws Error that says what to install when there is none
 */
export async function startPostgres(
  options: PostgresOptions = {},
): Promise<TestPostgres> {
  const given = process.env.REMOTE_ENV_TEST_POSTGRES_URL;
  if (given && !options.tcp) {
    const refuse = async () => {
      throw new Error('A server that was named is not ours to kill');
    };
    return {
      connectionString: given,
      isPrivate: false,
      kill: refuse,
      restart: refuse,
      stop: async () => {},
    };
  }
  const binaries = findBinaries();
  const user = serverUser();
  const directory = await mkdtemp(path.join(tmpdir(), 'postgres-'));
  if (user) {
    await chown(directory, user.uid, user.gid);
  }
  const data = path.join(directory, 'data');
  await promisify(execFile)(
    path.join(binaries, 'initdb'),
    [
      ...['-D', data, '-U', 'remote_env', '-A', 'trust'],
      ...['-E', 'UTF8', '--no-locale', '--no-sync'],
    ],
    { cwd: directory, ...user },
  );
  const addresses = await addressesOf(options, data, user);
  const settings = { directory, data, user, addresses };
  let server = startServer(binaries, settings);
  // The name of the socket has the port in it.
  const connectionString = `postgres://remote_env@localhost:${
    options.tcp?.port ?? 5432
  }/postgres?host=${encodeURIComponent(directory)}`;
  const stop = async () => {
    await server.end('INT');
    await rm(directory, { recursive: true, force: true });
  };
  const ready = () =>
    until(
      'PostgreSQL accepts connections',
      () => accepts(connectionString),
      30_000,
    );
  try {
    await ready();
  } catch (error) {
    await stop();
    throw new Error(`PostgreSQL did not start: ${server.log()}`, {
      cause: error,
    });
  }
  await setPassword(connectionString, options.tcp?.password);
  return {
    connectionString,
    isPrivate: true,
    kill: () => server.end('KILL'),
    restart: async () => {
      server = startServer(binaries, settings);
      await ready();
    },
    stop,
  };
}

/** One life of the server. */
function startServer(
  binaries: string,
  {
    directory,
    data,
    user,
    addresses,
  }: {
    directory: string;
    data: string;
    user: { uid: number; gid: number } | undefined;
    /** Flags that say where it listens. */
    addresses: string[];
  },
) {
  const server = spawn(
    'sh',
    [
      '-c',
      // The shell's input ends with this process, however that ends; then the server has to go, too. Killed, it leaves
      // its children behind, which end when they notice: only then may another one start on these files.
      [
        '"$0" "$@" </dev/null & pid=$!; read -r signal || signal=INT; children=$(pgrep -P $pid)',
        'kill -$signal $pid; wait $pid; for child in $children',
        'do while kill -0 $child 2>/dev/null; do sleep 0.05; done; done',
      ].join('; '),
      path.join(binaries, 'postgres'),
      ...['-D', data, '-k', directory, ...addresses],
      // Tests kill servers and clients, never the machine.
      ...['-c', 'fsync=off', '-c', 'max_connections=200'],
    ],
    { cwd: directory, stdio: ['pipe', 'ignore', 'pipe'], ...user },
  );
  const log: string[] = [];
  server.stderr.on('data', chunk => log.push(String(chunk)));
  const exited = new Promise<void>(resolve => {
    server.once('exit', () => resolve());
  });
  return {
    log: () => log.join(''),
    end: async (signal: 'INT' | 'KILL') => {
      server.stdin.end(`${signal}\n`);
      await exited;
    },
  };
}

/** Flags of the server, for which files are written into its data folder. */
async function addressesOf(
  { tcp }: PostgresOptions,
  data: string,
  user: { uid: number; gid: number } | undefined,
): Promise<string[]> {
  if (!tcp) {
    return ['-c', 'listen_addresses='];
  }
  const write = async (name: string, content: string) => {
    const file = path.join(data, name);
    await writeFile(file, content, { mode: 0o600 });
    if (user) {
      await chown(file, user.uid, user.gid);
    }
  };
  await write('server.crt', tcp.certificate);
  await write('server.key', tcp.key);
  await write(
    'pg_hba.conf',
    'local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n',
  );
  return [
    ...['-c', 'listen_addresses=127.0.0.1', '-p', String(tcp.port)],
    ...['-c', 'ssl=on'],
  ];
}

async function setPassword(
  connectionString: string,
  password: string | undefined,
): Promise<void> {
  if (password === undefined) {
    return;
  }
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(
      `ALTER ROLE remote_env PASSWORD ${pg.escapeLiteral(password)}`,
    );
  } finally {
    await client.end();
  }
}

function findBinaries(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const folders = [
    ...versions
      .sort((a, b) => Number(b) - Number(a))
      .map(version => path.join(DEBIAN, version, 'bin')),
    ...(process.env.PATH ?? '').split(path.delimiter),
  ];
  const found = folders.find(
    folder =>
      existsSync(path.join(folder, 'initdb')) &&
      existsSync(path.join(folder, 'postgres')),
  );
  if (!found) {
    throw new Error(
      'These tests need PostgreSQL: install it (on Debian: apt-get install postgresql), or name a server of your own in REMOTE_ENV_TEST_POSTGRES_URL',
    );
  }
  return found;
}

/** PostgreSQL refuses to run as root: there it runs as the user that its package made. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map(line => line.split(':'))
      .find(([name]) => name === 'postgres') ?? [];
  if (!uid || !gid) {
    throw new Error(
      'PostgreSQL does not run as root, and there is no user postgres: install the package postgresql',
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}

async function accepts(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
