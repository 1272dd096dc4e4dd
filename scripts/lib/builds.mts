import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fromRoot } from './paths.mts';

interface Build {
  name: string;
  /** Files and folders that decide whether the result is current. */
  inputs: string[];
  /** One file that must exist. */
  output: string;
  cwd: string;
  command: [string, ...string[]];
}

const SHARED = ['plugins/remote-env-common/src', 'yarn.lock'];
const BACKSTAGE_CLI = fromRoot('node_modules/.bin/backstage-cli');

const BUILDS: Build[] = [
  {
    name: 'gateway',
    inputs: [...SHARED, 'plugins/remote-env-node/src', 'packages/gateway'],
    output: 'packages/gateway/dist/gateway.js',
    cwd: 'packages/gateway',
    command: [process.execPath, 'build.mjs'],
  },
  {
    name: 'command line',
    inputs: [...SHARED, 'packages/cli'],
    output: 'packages/cli/dist/remote-env.js',
    cwd: 'packages/cli',
    command: [process.execPath, 'build.mjs'],
  },
  {
    name: 'example shop',
    inputs: ['examples/shop', 'yarn.lock'],
    output: 'examples/shop/dist/shop.js',
    cwd: 'examples/shop',
    command: [process.execPath, 'build.mjs'],
  },
  {
    name: 'example lambda',
    inputs: ['examples/order-lambda', 'yarn.lock'],
    output: 'examples/order-lambda/dist/lambda.js',
    cwd: 'examples/order-lambda',
    command: [process.execPath, 'build.mjs'],
  },
  {
    name: 'portal front end (about a minute)',
    inputs: [
      ...SHARED,
      'plugins/remote-env/src',
      'plugins/remote-env/package.json',
      'plugins/api-docs-module-remote-env/src',
      'packages/app/src',
      'packages/app/public',
      'packages/app/package.json',
      'packages/app/config.d.ts',
      'app-config.yaml',
    ],
    output: 'packages/app/dist/index.html',
    cwd: 'packages/app',
    command: [process.execPath, BACKSTAGE_CLI, 'package', 'build'],
  },
];

function* filesUnder(entry: string): Generator<string> {
  const absolute = fromRoot(entry);
  if (!existsSync(absolute)) {
    return;
  }
  const children = readdirOrFile(absolute);
  if (children === undefined) {
    yield entry;
    return;
  }
  for (const child of children.sort()) {
    if (
      !['node_modules', 'dist', 'coverage'].includes(child) &&
      !child.includes('.test.')
    ) {
      yield* filesUnder(path.join(entry, child));
    }
  }
}

function readdirOrFile(absolute: string): string[] | undefined {
  try {
    return readdirSync(absolute);
  } catch {
    return undefined;
  }
}

function digestOf(build: Build): string {
  const hash = createHash('sha256').update(build.command.slice(1).join(' '));
  for (const input of build.inputs) {
    for (const file of filesUnder(input)) {
      hash.update(file).update(readFileSync(fromRoot(file)));
    }
  }
  return hash.digest('hex');
}

/** Builds whatever is not current; `names` limits it to builds whose name begins so. */
export function buildWhatIsNeeded(
  env: NodeJS.ProcessEnv,
  names?: string[],
): void {
  for (const build of BUILDS.filter(
    b => !names || names.some(n => b.name.startsWith(n)),
  )) {
    const stamp = fromRoot(
      'node_modules',
      '.cache',
      'remote-env',
      `${build.name.split(' (')[0]}.digest`,
    );
    const digest = digestOf(build);
    const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
    if (current && existsSync(fromRoot(build.output))) {
      continue;
    }
    console.error(`Building ${build.name} …`);
    const [command, ...args] = build.command;
    const result = spawnSync(command, args, {
      cwd: fromRoot(build.cwd),
      env: { ...env, NODE_ENV: 'production' },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (result.status !== 0) {
      throw new Error(
        `Building ${build.name} failed.\n${result.stdout}\n${result.stderr}`,
      );
    }
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, digest);
  }
}
