import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Addresses } from '../../../e2e/support/installation.ts';
import { median, percentile } from '../report.mts';
import { timed } from '../timing.mts';

/** So many that the slowest twentieth of what others do meanwhile is not two or three of them. */
const ROUNDS = 10;
const BASELINE_MS = 15_000;
const PAUSE_MS = 20;

const documentSchema = z.looseObject({
  info: z.looseObject({ title: z.string() }),
});

/** Something that others do at the same time, and how long it takes them. */
export type Others = Record<string, () => Promise<unknown>>;

/** What the registration of a large document takes, and what it does to others. */
export interface LargeBeside {
  /** Milliseconds, the median. */
  registration: number;
  /** For each of the others: p95 in milliseconds. */
  others: Record<string, { alone: number; beside: number }>;
}

/**
 * Registers a large document a few times, each time a little different, while others go on.
 *
 * @param document - OpenAPI as JSON
 * @param identity - folder with `key.pem`, `cert.pem` and `chain.pem` of a connected system
 */
export async function largeBeside(
  addresses: Addresses,
  environment: string,
  document: string,
  identity: string,
  others: Others,
): Promise<LargeBeside> {
  const alone = await during(others, () => delay(BASELINE_MS));
  const folder = mkdtempSync(path.join(addresses.dataDir, 'large-'));
  try {
    const times: number[] = [];
    const files = Array.from({ length: ROUNDS }, (_, round) =>
      writeDefinition(folder, document, round),
    );
    const beside = await during(others, async () => {
      for (const file of files) {
        times.push(
          await timed(() => post(addresses, environment, file, identity)),
        );
      }
    });
    return {
      registration: median(times),
      others: Object.fromEntries(
        Object.keys(others).map(name => [
          name,
          {
            alone: percentile(alone[name] ?? [], 95),
            beside: percentile(beside[name] ?? [], 95),
          },
        ]),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns milliseconds of each thing that others did meanwhile */
async function during(
  others: Others,
  work: () => Promise<unknown>,
): Promise<Record<string, number[]>> {
  let done = false;
  const measured = Object.entries(others).map(async ([name, act]) => {
    const all: number[] = [];
    while (!done) {
      all.push(await timed(act));
      await delay(PAUSE_MS);
    }
    return [name, all] as const;
  });
  await work().finally(() => {
    done = true;
  });
  return Object.fromEntries(await Promise.all(measured));
}

function writeDefinition(
  folder: string,
  document: string,
  round: number,
): string {
  const spec = documentSchema.parse(JSON.parse(document));
  spec.info.title += ` ${round}`;
  const file = path.join(folder, `${round}.json`);
  const definition = {
    provider: 'Benchmark',
    name: `Large ${round}`,
    description: 'A large document',
    api: { targetUrl: 'https://example.com', spec },
  };
  writeFileSync(file, JSON.stringify(definition));
  return file;
}

/** By another process: making and sending megabytes would slow down what is measured here. */
async function post(
  { edge, dataDir }: Addresses,
  environment: string,
  file: string,
  identity: string,
): Promise<void> {
  await promisify(execFile)('curl', [
    ...['--silent', '--show-error', '--fail-with-body', '--max-time', '60'],
    ...['--cacert', path.join(dataDir, 'edge-ca.pem')],
    ...['--cert', path.join(identity, 'cert.pem')],
    ...['--key', path.join(identity, 'key.pem')],
    ...['--header', 'content-type: application/json'],
    ...['--data-binary', `@${file}`],
    `${edge}/${environment}/v1/metadata/services`,
  ]);
}
