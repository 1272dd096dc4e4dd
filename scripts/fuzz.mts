/**
 * `npm run fuzz [-- SECONDS [SEED]]`: takes what nobody has thought of to the parsers of signing requests, headers and
 * request targets, each part for a share of so many seconds (default 600). With a seed that a run has printed, that run
 * comes again.
 */
import { onStarterGone } from './lib/lifetime.mts';
import { unit } from './lib/testSteps.mts';

const DEFAULT_SECONDS = 600;

const [seconds = String(DEFAULT_SECONDS), seed] = process.argv.slice(2);
if (![seconds, seed ?? '1'].every(text => /^[1-9]\d{0,9}$/.test(text))) {
  console.error('Usage: npm run fuzz [-- SECONDS [SEED]], both numbers.');
  process.exit(2);
}
onStarterGone(() => process.exit(1));
process.env.FUZZ_SECONDS = seconds;
if (seed) {
  process.env.FUZZ_SEED = seed;
}

async function main(): Promise<void> {
  const { failed } = await unit({ args: ['\\.fuzz\\.test'] });
  process.exitCode = failed > 0 ? 1 : 0;
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
