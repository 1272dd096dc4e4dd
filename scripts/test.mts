/**
 * `npm test`: types, lint, format, unit, contract and protocol tests, the same on the production engines, journeys in a
 * browser. Ends with the line `N passed, N failed`. Parts can be run alone: `npm test -- --only unit`.
 */
import { parseArgs } from 'node:util';
import { buildWhatIsNeeded } from './lib/builds.mts';
import { ensureEngines } from './lib/engines/ensureEngines.mts';
import { onStarterGone } from './lib/lifetime.mts';
import { fromRoot } from './lib/paths.mts';
import type { StepResult } from './lib/secondTry.mts';
import { ensureSystemPackages } from './lib/systemPackages.mts';
import {
  check,
  engines,
  journeys,
  production,
  unit,
  type Wish,
} from './lib/testSteps.mts';

interface Step {
  name: string;
  /** Also part of `npm run test:quick`. */
  quick: boolean;
  run(wish: Wish): Promise<StepResult>;
}

const strict = ['--max-warnings', '0'];

const TYPES: Step = {
  name: 'types',
  quick: true,
  run: wish =>
    check(
      [
        [
          'tsc',
          ...['--noEmit', '--incremental', '--tsBuildInfoFile'],
          fromRoot('node_modules', '.cache', 'types.tsbuildinfo'),
        ],
      ],
      wish,
    ),
};

const LINT: Step = {
  name: 'lint',
  quick: true,
  run: wish =>
    check(
      [
        ['backstage-cli', 'repo', 'lint', ...strict],
        // What runs as it is belongs to no package that Backstage's command knows.
        [
          'eslint',
          ...['--ext', '.ts,.mts,.mjs', ...strict],
          ...['e2e', 'benchmarks', 'scripts'],
        ],
      ],
      wish,
    ),
};

const FORMAT: Step = {
  name: 'format',
  quick: true,
  run: wish =>
    check([['prettier', '--check', '--loglevel', 'warn', '.']], wish),
};

/**
 * Two rows of parts that run at the same time. In each row one group follows the other, and what is in a group runs at
 * once. A browser has much to wait for: what computes takes the processors meanwhile, and gives them back when asked.
 */
const CODE: Step[][] = [
  [TYPES, LINT, FORMAT],
  [{ name: 'unit', quick: true, run: unit }],
  [{ name: 'engines', quick: false, run: engines }],
];
const BROWSER: Step[][] = [
  [{ name: 'journeys', quick: false, run: journeys }],
  [{ name: 'production', quick: false, run: production }],
];
const STEPS = [CODE, BROWSER].flat(2);

/** Need the servers of the production engines, and the built pages. */
const ON_ENGINES = new Set(['engines', 'production']);
const IN_BROWSER = new Set(['journeys', 'production']);

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
  },
  allowPositionals: true,
});
const unknown = (values.only ?? []).filter(
  name => !STEPS.some(step => step.name === name),
);
if (unknown.length > 0) {
  console.error(
    `Unknown part ${unknown.join(', ')}; there are ${STEPS.map(
      s => s.name,
    ).join(', ')}.`,
  );
  process.exit(2);
}
onStarterGone(() => process.exit(1));

const chosen = STEPS.filter(step =>
  values.only ? values.only.includes(step.name) : step.quick || !values.quick,
);
const total: StepResult = { passed: 0, failed: 0 };
const lines: string[] = [];

async function runStep(step: Step, gives: boolean): Promise<void> {
  console.error(`\n== ${step.name}`);
  const started = Date.now();
  const result = await step
    .run({
      args: positionals,
      quick: values.quick,
      beside: chosen.length > 1 ? { label: step.name, gives } : undefined,
    })
    .catch((error: unknown): StepResult => {
      console.error(error);
      return { passed: 0, failed: 1 };
    });
  total.passed += result.passed;
  total.failed += result.failed;
  const seconds = Math.round((Date.now() - started) / 1000);
  lines.push(
    `${step.name}: ${result.passed} passed, ${result.failed} failed in ${seconds} s`,
    ...(result.unsteady ?? []).map(
      file => `  passed at its second try only, to be mended: ${file}`,
    ),
  );
}

async function runRow(row: Step[][], gives: boolean): Promise<void> {
  for (const group of row) {
    await Promise.all(
      group
        .filter(step => chosen.includes(step))
        .map(step => runStep(step, gives)),
    );
  }
}

async function main(): Promise<void> {
  try {
    const withEngines = chosen.some(step => ON_ENGINES.has(step.name));
    ensureSystemPackages({ engines: withEngines });
    if (withEngines) {
      ensureEngines();
    }
    buildWhatIsNeeded(
      process.env,
      chosen.some(s => IN_BROWSER.has(s.name))
        ? undefined
        : ['gateway', 'command line', 'example'],
    );
    await Promise.all([runRow(CODE, true), runRow(BROWSER, false)]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    total.failed += 1;
  }
  console.log(`\n${lines.join('\n')}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
