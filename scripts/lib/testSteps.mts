import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { bin, succeeds, type Beside } from './commands.mts';
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

/** What somebody wants of a part of the tests. */
export interface Wish {
  /** Patterns of files; none: all of them. */
  args: string[];
  /** Without what takes long. */
  quick?: boolean;
  beside?: Beside;
}

/** Commands that pass or fail as a whole. */
export async function check(
  commands: [command: string, ...args: string[]][],
  { beside }: Wish,
): Promise<StepResult> {
  const result = { passed: 0, failed: 0 };
  for (const [command, ...args] of commands) {
    const passed = await succeeds(bin(command), args, { beside });
    result[passed ? 'passed' : 'failed'] += 1;
  }
  return result;
}

function readReport<T>(file: string, schema: z.ZodType<T>): T | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** @param again - of what is run once more: why it failed at first must not be lost */
function freshReport(part: string, again: boolean): string {
  mkdirSync(OUTPUT, { recursive: true });
  const name = again ? `${part}-again` : part;
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
export function unit({ args, quick, beside }: Wish): Promise<StepResult> {
  const left = [ENGINES, ...(quick ? SLOW : [])];
  return withSecondTry(files =>
    jest({ name: 'unit', again: files !== undefined, beside }, [
      // First: the option after it takes whatever follows.
      ...(files ?? args),
      ...left.map(pattern => `--testPathIgnorePatterns=${pattern}`),
    ]),
  );
}

/** Three files at a time, on however many cores: most of what they do is to wait for their servers. */
export function engines({ args, beside }: Wish): Promise<StepResult> {
  const among = args.length > 0 ? `(${args.join('|')}).*` : '';
  return withSecondTry(files =>
    jest({ name: 'engines', again: files !== undefined, beside }, [
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

/** One run of the tests of a part. */
interface Run {
  /** Of the part. */
  name: string;
  /** Whether it is the second try. */
  again: boolean;
  beside: Beside | undefined;
}

async function jest(
  { name, again, beside }: Run,
  args: string[],
): Promise<FileResults> {
  const file = freshReport(name, again);
  const succeeded = await succeeds(
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
      env: {
        CI: '1',
        BACKSTAGE_TEST_DISABLE_DOCKER: '1',
        NODE_OPTIONS: '--no-node-snapshot',
      },
      beside,
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
export function journeys({ args, beside }: Wish): Promise<StepResult> {
  return withSecondTry(files =>
    playwright(
      { name: 'journeys', again: files !== undefined, beside },
      'playwright.config.ts',
      files ?? args,
    ),
  );
}

/** The foundation's journey with the production configuration on every engine; prints each engine's own view. */
export function production({ args, beside }: Wish): Promise<StepResult> {
  return withSecondTry(files =>
    playwright(
      { name: 'production', again: files !== undefined, beside },
      'production.config.ts',
      files ?? args,
    ),
  );
}

async function playwright(
  { name, again, beside }: Run,
  config: string,
  args: string[],
): Promise<FileResults> {
  const file = freshReport(name, again);
  const succeeded = await succeeds(
    bin('playwright'),
    [
      'test',
      ...['--config', fromRoot('e2e', config)],
      // Pictures and traces of the first try stay.
      ...(again ? ['--output', path.join(OUTPUT, `${name}-again`)] : []),
      ...args,
    ],
    { env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file }, beside },
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
