import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { debianArchive } from './debianArchive.mts';

/** Consumers with several filter subjects, and `sync_interval: always`, came with it. */
const OLDEST = [2, 10];

/** Debian's suites with a server that is new enough, the newest first. Their binaries run on Debian 12, too. */
const SUITES = ['sid', 'trixie'];

/** Outside the checkout, so that it is fetched once: `{version}/nats-server`. */
const CACHE = path.join(
  process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
  'remote-env',
  'nats',
);

/**
 * A NATS server for tests: the one that `REMOTE_ENV_TEST_NATS_SERVER` names, one fetched before, or the machine's
 * own; otherwise a package of a later Debian suite is unpacked into the cache and not installed.
 *
 * @returns the binary
 * @throws Error that says what to do when there is none to be had
 */
export function ensureNatsServer(): string {
  const found = findNatsServer();
  if (found) {
    return found;
  }
  const problems: string[] = [];
  for (const suite of SUITES) {
    try {
      return fetchFromDebian(suite);
    } catch (error) {
      problems.push(
        `${suite}: ${error instanceof Error ? error.message : error}`,
      );
    }
  }
  throw new Error(
    `The tests need nats-server ${OLDEST.join(
      '.',
    )} or later: install it, or name its binary in REMOTE_ENV_TEST_NATS_SERVER. None could be fetched (${problems.join(
      '; ',
    )})`,
  );
}

/** @returns a binary that is new enough; undefined when there is none here */
export function findNatsServer(): string | undefined {
  const given = process.env.REMOTE_ENV_TEST_NATS_SERVER;
  if (given) {
    if (!isNewEnough(versionOf(given))) {
      throw new Error(
        `REMOTE_ENV_TEST_NATS_SERVER: '${given}' is no nats-server ${OLDEST.join(
          '.',
        )} or later`,
      );
    }
    return given;
  }
  const cached = existsSync(CACHE) ? readdirSync(CACHE) : [];
  return [
    ...cached
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .map(version => path.join(CACHE, version)),
    ...(process.env.PATH ?? '').split(path.delimiter),
    '/usr/sbin',
  ]
    .map(folder => path.join(folder, 'nats-server'))
    .find(file => existsSync(file) && isNewEnough(versionOf(file)));
}

function versionOf(file: string): string | undefined {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return /v(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1];
}

function isNewEnough(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

function fetchFromDebian(suite: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'nats-server-'));
  try {
    const apt = debianArchive(folder, { suite, type: 'deb' });
    apt('download', `nats-server/${suite}`);
    const archive = readdirSync(folder).find(name => name.endsWith('.deb'));
    if (!archive) {
      throw new Error('apt-get brought no package');
    }
    const unpacked = path.join(folder, 'unpacked');
    execFileSync('dpkg-deb', ['-x', path.join(folder, archive), unpacked]);
    return keep(path.join(unpacked, 'usr', 'sbin', 'nats-server'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Moves a binary that runs here into the cache, in one step. */
function keep(file: string): string {
  const version = versionOf(file);
  if (!version || !isNewEnough(version)) {
    throw new Error(
      `its nats-server does not run here, or is too old (${version})`,
    );
  }
  const folder = path.join(CACHE, version);
  mkdirSync(folder, { recursive: true });
  const kept = path.join(folder, 'nats-server');
  writeFileSync(`${kept}.${process.pid}`, readFileSync(file));
  chmodSync(`${kept}.${process.pid}`, 0o755);
  renameSync(`${kept}.${process.pid}`, kept);
  return kept;
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  console.log(ensureNatsServer());
}
