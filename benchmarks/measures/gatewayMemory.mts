import { setTimeout as delay } from 'node:timers/promises';
import type { Addresses } from '../../e2e/support/installation.ts';
import type { Benchmark } from '../support/report.mts';

const BUDGET_MB = 150;
const SAMPLES = 10;
const INTERVAL_MS = 1_000;

async function residentMegabytes(metricsUrl: string): Promise<number> {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  const [, bytes] =
    /^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)/m.exec(text) ?? [];
  if (bytes === undefined) {
    throw new Error('The gateway shows no process_resident_memory_bytes.');
  }
  return Number(bytes) / 1024 / 1024;
}

/** Resident memory of the gateway, all roles in one process, with the samples connected and no load. */
export async function gatewayMemory(addresses: Addresses): Promise<Benchmark> {
  const samples: number[] = [];
  while (samples.length < SAMPLES) {
    samples.push(await residentMegabytes(addresses.metrics));
    await delay(INTERVAL_MS);
  }
  return {
    title: 'gateway-memory',
    method: `Highest of ${SAMPLES} samples, one a second, of the gateway's own process_resident_memory_bytes.`,
    rows: [
      {
        measure: 'resident memory at rest',
        figure: Math.max(...samples),
        unit: 'MB',
        budget: BUDGET_MB,
      },
    ],
  };
}
