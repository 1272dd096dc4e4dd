#!/usr/bin/env node
/**
 * Entry of every npm script. Runs on any Node from 18 on: gets a Node and a Yarn that the project supports into
 * `.tools/` where the machine has none, installs the dependencies when the lock file changed, then hands over to
 * `scripts/<command>.mts` on that Node.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const TOOLS = path.join(ROOT, '.tools');
const NODE_VERSION = '24.21.0';
const YARN_VERSION = '4.18.1';
const COMMANDS = [
  'start',
  'dev',
  'test',
  'remote-env',
  'benchmark',
  'fuzz',
  'setup',
  'build',
];

function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

function supported(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major === 24 || (major === 22 && minor >= 18);
}

/** Installs exact versions of npm packages into `.tools`, once. */
function installTools(packages) {
  const missing = packages.filter(({ name, version }) => {
    try {
      const file = path.join(TOOLS, 'node_modules', name, 'package.json');
      return JSON.parse(readFileSync(file, 'utf8')).version !== version;
    } catch {
      return true;
    }
  });
  if (missing.length === 0) {
    return;
  }
  mkdirSync(TOOLS, { recursive: true });
  if (!existsSync(path.join(TOOLS, 'package.json'))) {
    writeFileSync(path.join(TOOLS, 'package.json'), '{ "private": true }\n');
  }
  console.error(
    `Getting ${missing.map(p => `${p.name} ${p.version}`).join(', ')} …`,
  );
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(
    npm,
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--save-exact',
      ...missing.map(p => `${p.name}@${p.version}`),
    ],
    {
      cwd: TOOLS,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, npm_config_ignore_scripts: 'true' },
    },
  );
  if (result.status !== 0) {
    fail(
      `npm could not install ${missing
        .map(p => p.name)
        .join(', ')}. Is the npm registry reachable?`,
    );
  }
}

/** Path of a Node that runs the project: this one, or one of our own. */
function findNode() {
  if (supported(process.version)) {
    return process.execPath;
  }
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  installTools([{ name, version: NODE_VERSION }]);
  return path.join(
    TOOLS,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
}

function manifests() {
  const files = ['package.json', 'yarn.lock', '.yarnrc.yml'];
  for (const folder of ['packages', 'plugins', 'examples']) {
    for (const entry of readdirSync(path.join(ROOT, folder))) {
      files.push(path.join(folder, entry, 'package.json'));
    }
  }
  return [
    ...files,
    'deploy/package.json',
    'e2e/package.json',
    'benchmarks/package.json',
  ].filter(f => existsSync(path.join(ROOT, f)));
}

function installDependencies(node, env) {
  const hash = createHash('sha256');
  for (const file of manifests()) {
    hash.update(file).update(readFileSync(path.join(ROOT, file)));
  }
  const digest = hash.update(NODE_VERSION).digest('hex');
  const stamp = path.join(ROOT, 'node_modules', '.remote-env-install');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) {
    return;
  }
  installTools([{ name: '@yarnpkg/cli-dist', version: YARN_VERSION }]);
  console.error('Installing dependencies (a few minutes the first time) …');
  const yarn = path.join(
    TOOLS,
    'node_modules',
    '@yarnpkg',
    'cli-dist',
    'bin',
    'yarn.js',
  );
  const started = Date.now();
  const result = spawnSync(node, [yarn, 'install', '--immutable'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    env,
  });
  if (result.status !== 0) {
    fail('The dependencies could not be installed; the reason stands above.');
  }
  writeFileSync(stamp, digest);
  console.error(
    `Dependencies installed in ${Math.round((Date.now() - started) / 1000)} s.`,
  );
}

const [command, ...args] = process.argv.slice(2);
if (!COMMANDS.includes(command)) {
  fail(`Usage: node scripts/run.mjs ${COMMANDS.join('|')} [arguments]`);
}
const node = findNode();
const nodeHome = path.dirname(path.dirname(node));
const env = {
  ...process.env,
  PATH: `${path.dirname(node)}${path.delimiter}${path.join(
    ROOT,
    'node_modules',
    '.bin',
  )}${path.delimiter}${process.env.PATH}`,
  YARN_ENABLE_TELEMETRY: '0',
};
if (existsSync(path.join(nodeHome, 'include', 'node', 'node.h'))) {
  env.npm_config_nodedir = nodeHome;
}
installDependencies(node, env);
if (command === 'setup') {
  process.exit(0);
}

// Descriptor 3 is the lifetime pipe: whatever ends this process ends what it started.
const child = spawn(
  node,
  [path.join(ROOT, 'scripts', `${command}.mts`), ...args],
  {
    cwd: process.cwd(),
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...env, REMOTE_ENV_ROOT: ROOT, REMOTE_ENV_LIFETIME_FD: '3' },
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
if (process.env.npm_lifecycle_event && process.platform !== 'win32') {
  // npm does not pass its own violent death on: notice that the parent is gone.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      child.kill('SIGTERM');
    }
  }, 500).unref();
}
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
});
