import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { FileResults } from './FileResults.mts';
import { fromRoot } from './paths.mts';
import { withSecondTry, type StepResult } from './secondTry.mts';

const OUTPUT = fromRoot('test-output');
const jestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});
const playwrightStatus = z.enum(['expected', 'unexpected', 'flaky', 'skipped']);
const playwrightSpec = z.object({
  file: z.string(),
  tests: z.array(z.object({ status: playwrightStatus })),
});
const playwrightSuite = z.object({
  specs: z.array(playwrightSpec).default([]),
  get suites() {
    return z.array(playwrightSuite).default([]);
  },
});
const playwrightReport = z.object({ suites: z.array(playwrightSuite) });

function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
  cwd = fromRoot(),
): boolean {
  const result = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return result.status === 0;
}

const bin = (name: string) => fromRoot('node_modules', '.bin', name);

/** One command that passes or fails as a whole. Several may run at once: what one prints comes out together, at its end. */
export async function check(
  command: string,
  args: string[],
): Promise<StepResult> {
  const child = spawn(bin(command), args, {
    cwd: fromRoot(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => printed.push(chunk));
  }
  const passed = await once(child, 'close').then(
    ([code]) => code === 0,
    error => {
      printed.push(Buffer.from(`${command} did not start: ${error}\n`));
      return false;
    },
  );
  process.stderr.write(Buffer.concat(printed));
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

function readReport<T>(file: string, schema: z.ZodType<T>): T | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function freshReport(name: string): string {
  mkdirSync(OUTPUT, { recursive: true });
  const file = path.join(OUTPUT, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

/** Contract and fault tests against real servers of the production engines. */
const ENGINES = '\\.engine\\.test';

/** Tests that kill processes again and again, and the contract suites once more on a database server. */
const SLOW = [
  '/crash\\.test',
  '/killed\\.',
  '\\.process\\.test',
  '\\.postgres\\.test',
];

/** Unit, contract and protocol tests of all packages. */
export function unit(args: string[], options: { quick: boolean }): StepResult {
  const left = [ENGINES, ...(options.quick ? SLOW : [])];
  return withSecondTry(files =>
    jest('unit', [
      // First: the option after it takes whatever follows.
      ...(files ?? args),
      ...left.map(pattern => `--testPathIgnorePatterns=${pattern}`),
    ]),
  );
}

/** Three files at a time, on however many cores: most of what they do is to wait for their servers. */
export function engines(args: string[]): StepResult {
  const among = args.length > 0 ? `(${args.join('|')}).*` : '';
  return withSecondTry(files =>
    jest('engines', [
      '--maxWorkers=3',
      `--testPathPatterns=${files?.join('|') ?? `${among}${ENGINES}`}`,
    ]),
  );
}

/**
 * V8 of Node 24 can abort with "Check failed: jit_page.has_value()" while it frees machine code of WebAssembly, which
 * each test file compiles anew (undici's parser): https://github.com/nodejs/node/issues/64500. Workers get it, too.
 */
const KEEP_WASM_CODE = '--no-wasm-code-gc';

function jest(name: string, args: string[]): FileResults {
  const file = freshReport(name);
  const succeeded = run(
    process.execPath,
    [
      KEEP_WASM_CODE,
      bin('backstage-cli'),
      'repo',
      'test',
      '--watchAll=false',
      '--testTimeout=60000',
      `--testSequencer=${fromRoot('scripts', 'lib', 'LongestFirst.cjs')}`,
      '--json',
      `--outputFile=${file}`,
      ...args,
    ],
    {
      CI: '1',
      BACKSTAGE_TEST_DISABLE_DOCKER: '1',
      NODE_OPTIONS: '--no-node-snapshot',
    },
  );
  const results = new FileResults(succeeded);
  for (const tests of readReport(file, jestReport)?.testResults ?? []) {
    const own = path.relative(fromRoot(), tests.name);
    for (const { status } of tests.assertionResults) {
      results.add(own, status === 'passed');
    }
    // A file that could not be loaded has no tests.
    if (tests.status === 'failed' && !results.hasFailed(own)) {
      results.add(own, false);
    }
  }
  return results;
}

/** Journeys in a real browser. */
export function journeys(args: string[]): StepResult {
  return withSecondTry(files =>
    playwright('journeys', 'playwright.config.ts', files ?? args),
  );
}

/** The foundation's journey with the production configuration on every engine; prints each engine's own view. */
export function production(args: string[]): StepResult {
  return withSecondTry(files =>
    playwright('production', 'production.config.ts', files ?? args),
  );
}

function playwright(name: string, config: string, args: string[]): FileResults {
  const file = freshReport(name);
  const succeeded = run(
    bin('playwright'),
    ['test', '--config', fromRoot('e2e', config), ...args],
    {
      PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    },
  );
  const results = new FileResults(succeeded);
  const suites = readReport(file, playwrightReport)?.suites ?? [];
  for (const { file: own, tests } of suites.flatMap(specsOf)) {
    for (const { status } of tests) {
      results.add(own, status === 'expected');
    }
  }
  return results;
}

function specsOf({
  specs,
  suites,
}: z.infer<typeof playwrightSuite>): z.infer<typeof playwrightSpec>[] {
  return [...specs, ...suites.flatMap(specsOf)];
}
