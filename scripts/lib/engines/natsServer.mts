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

/** Consumers with several filter subjects, and `sync_interval: always`, came with it. */
const OLDEST = [2, 10];

/** Debian's suites with a server that is new enough, the newest first. Their binaries run on Debian 12, too. */
const SUITES = ['sid', 'trixie'];

const APT = '/etc/apt';

/** Outside the checkout, so that it is fetched once: `{version}/nats-server`. */
const CACHE = path.join(homedir(), '.cache', 'remote-env', 'nats');

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

/** With apt's own client and its signatures, in folders of our own: nothing of the machine's apt changes. */
function fetchFromDebian(suite: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'nats-server-'));
  try {
    const sources = path.join(folder, 'debian.sources');
    writeFileSync(sources, sourcesFor(suite));
    for (const name of ['lists/partial', 'cache/archives/partial']) {
      mkdirSync(path.join(folder, name), { recursive: true });
    }
    const apt = (...args: string[]) =>
      execFileSync(
        'apt-get',
        [
          ...['-q', '-o', `Dir::Etc::SourceList=${sources}`],
          ...['-o', 'Dir::Etc::SourceParts=-'],
          ...['-o', 'Dir::Etc::Preferences=/dev/null'],
          ...['-o', `Dir::State::Lists=${path.join(folder, 'lists')}`],
          ...['-o', `Dir::Cache=${path.join(folder, 'cache')}`],
          ...['-o', 'APT::Sandbox::User=root'],
          ...args,
        ],
        { cwd: folder, stdio: ['ignore', 2, 2] },
      );
    apt('update');
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

/** The machine's own entry for Debian's archive, pointed at another suite. */
function sourcesFor(suite: string): string {
  const entry = aptEntries().find(({ uri }) => /\/debian\/?$/.test(uri));
  if (!entry) {
    throw new Error("apt has no entry for Debian's archive");
  }
  return [
    'Types: deb',
    `URIs: ${entry.uri}`,
    `Suites: ${suite}`,
    'Components: main',
    ...(entry.signedBy ? [`Signed-By: ${entry.signedBy}`] : []),
    '',
  ].join('\n');
}

function aptEntries(): { uri: string; signedBy?: string }[] {
  const parts = path.join(APT, 'sources.list.d');
  const files = [
    path.join(APT, 'sources.list'),
    ...(existsSync(parts)
      ? readdirSync(parts).map(name => path.join(parts, name))
      : []),
  ].filter(file => existsSync(file));
  return files.flatMap(file => {
    const text = readFileSync(file, 'utf8');
    if (file.endsWith('.sources')) {
      return text.split(/\n\s*\n/).flatMap(stanza => {
        const uri = /^URIs:\s*(\S+)/m.exec(stanza)?.[1];
        const signedBy = /^Signed-By:\s*(\/\S+)/m.exec(stanza)?.[1];
        return uri ? [{ uri, signedBy }] : [];
      });
    }
    return file.endsWith('.list')
      ? [...text.matchAll(/^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)/gm)].map(match => ({
          uri: match[2] ?? '',
          signedBy: /signed-by=(\/[^\s\]]+)/.exec(match[1] ?? '')?.[1],
        }))
      : [];
  });
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  console.log(ensureNatsServer());
}
