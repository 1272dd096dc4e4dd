/**
 * `npm run benchmark [-- NAME…]`: measures a local start of this checkout, each figure against its budget or against a
 * peer in the same run. Ends with exit code 1 when a budget is exceeded.
 */
import { rmSync } from 'node:fs';
import { apiProxy } from '../benchmarks/measures/apiProxy.mts';
import { events } from '../benchmarks/measures/events.mts';
import { gatewayMemory } from '../benchmarks/measures/gatewayMemory.mts';
import { issuing } from '../benchmarks/measures/issuing.mts';
import { largeApis } from '../benchmarks/measures/largeApis.mts';
import { pages } from '../benchmarks/measures/pages.mts';
import { registry } from '../benchmarks/measures/registry.mts';
import { scale } from '../benchmarks/measures/scale.mts';
import { start } from '../benchmarks/measures/start.mts';
import {
  overBudget,
  renderTable,
  type Benchmark,
} from '../benchmarks/support/report.mts';
import {
  startInstallation,
  type Addresses,
} from '../e2e/support/installation.ts';
import { buildWhatIsNeeded } from './lib/builds.mts';
import { onStarterGone } from './lib/lifetime.mts';

/** Memory comes before the load that would be seen in it. */
const ON_ONE_INSTALLATION: Record<
  string,
  (addresses: Addresses) => Promise<Benchmark>
> = {
  pages,
  'large-apis': largeApis,
  'gateway-memory': gatewayMemory,
  events,
  'api-proxy': apiProxy,
};
/** Each with an installation of its own. */
const ALONE: Record<string, () => Promise<Benchmark>> = {
  start,
  scale,
  registry,
  issuing,
};
const NAMES = [...Object.keys(ALONE), ...Object.keys(ON_ONE_INSTALLATION)];

function chosenNames(): string[] {
  const names = process.argv.slice(2);
  const unknown = names.filter(name => !NAMES.includes(name));
  if (unknown.length > 0) {
    console.error(
      `Unknown benchmark ${unknown.join(', ')}; there are ${NAMES.join(', ')}.`,
    );
    process.exit(2);
  }
  return names.length > 0 ? names : NAMES;
}

function show(benchmark: Benchmark): boolean {
  console.log(renderTable(benchmark));
  return !benchmark.rows.some(overBudget);
}

async function main(): Promise<void> {
  const names = chosenNames();
  onStarterGone(() => process.exit(1));
  buildWhatIsNeeded(process.env);
  let kept = true;
  for (const [name, measure] of Object.entries(ALONE)) {
    if (names.includes(name)) {
      console.error(`Measuring ${name} …`);
      kept = show(await measure()) && kept;
    }
  }
  const others = Object.entries(ON_ONE_INSTALLATION).filter(([name]) =>
    names.includes(name),
  );
  if (others.length > 0) {
    console.error('Starting an installation to measure …');
    const installation = await startInstallation({ sample: true });
    try {
      for (const [name, measure] of others) {
        console.error(`Measuring ${name} …`);
        kept = show(await measure(installation)) && kept;
      }
    } finally {
      await installation.stop();
      rmSync(installation.dataDir, { recursive: true, force: true });
    }
  }
  process.exitCode = kept ? 0 : 1;
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
