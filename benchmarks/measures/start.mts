import { rmSync } from 'node:fs';
import { startInstallation } from '../../e2e/support/installation.ts';
import type { Benchmark } from '../support/report.mts';

const BUDGET_SECONDS = 25;

/** From `npm start` to its READY line, samples included. */
export async function start(): Promise<Benchmark> {
  const first = await startInstallation({ sample: true });
  await first.stop();
  const second = await startInstallation({
    sample: true,
    dataDir: first.dataDir,
  });
  await second.stop();
  rmSync(first.dataDir, { recursive: true, force: true });
  return {
    title: 'start',
    method:
      'From the start to the READY line, samples connected; everything built. The second start finds the data of the first.',
    rows: [
      {
        measure: 'first start, empty data directory',
        figure: first.readyAfterMs / 1000,
        unit: 's',
      },
      {
        measure: 'second start',
        figure: second.readyAfterMs / 1000,
        unit: 's',
        budget: BUDGET_SECONDS,
      },
    ],
  };
}
