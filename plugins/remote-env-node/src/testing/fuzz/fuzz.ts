import { randomInt } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { mutate } from './mutate';
import { randomFrom } from './randomFrom';

/** Milliseconds that a single input may take, also on a machine that has much else to do. */
const LIMIT_MS = 1_000;
/** Times that an input may take longer, before it is to blame. */
const TRIES = 3;
/** Bytes that the heap may have grown by after everything was collected. */
const GROWTH = 24 * 1024 * 1024;
/** Inputs after which whatever is made once has been made. */
const WARM_UP = 2_000;
/** Inputs between two looks at the time. */
const STRIDE = 100;
const MAX_SEED = 2 ** 31;

export interface FuzzOptions {
  /** For the report. */
  name: string;
  /** Good inputs. */
  samples: readonly Buffer[];
  /** Takes an input. What it throws ends the run: expected refusals are its own to catch. */
  take(input: Buffer): unknown;
}

export interface FuzzRun {
  /** As many inputs are tried, or fewer when the time is over. */
  inputs: number;
  /** Milliseconds. */
  timeMs: number;
  /** By which a run comes again. */
  seed: number;
}

/**
 * What the environment wants of a run: `FUZZ_SECONDS` and `FUZZ_SEED` (`npm run fuzz`), otherwise what fits into a test
 * run.
 */
export function fuzzRun(): FuzzRun {
  const { FUZZ_SECONDS: seconds, FUZZ_SEED: seed } = process.env;
  return {
    inputs: seconds ? Number.MAX_SAFE_INTEGER : 60_000,
    timeMs: seconds ? Number(seconds) * 1000 : 10_000,
    seed: seed ? Number(seed) : randomInt(1, MAX_SEED),
  };
}

/**
 * Takes mutations of good inputs until there were enough. Prints the seed and how many there were.
 *
 * @throws Error with seed, number and input of the one that crashed or took too long, or about memory that grew
 */
export async function fuzz(
  { name, samples, take }: FuzzOptions,
  { inputs, timeMs, seed }: FuzzRun,
): Promise<{ inputs: number; slowestMs: number }> {
  const random = randomFrom(seed);
  const collect = collector();
  const end = performance.now() + timeMs;
  let heap = Number.POSITIVE_INFINITY;
  let slowestMs = 0;
  let count = 0;

  const failed = (what: string, input: Buffer, cause?: unknown) =>
    new Error(
      `${name}: ${what} with FUZZ_SEED=${seed}, input ${count}: ${input.toString(
        'base64',
      )}`,
      { cause },
    );

  for (; count < inputs; count += 1) {
    if (count === WARM_UP) {
      collect();
      heap = process.memoryUsage().heapUsed;
    }
    if (count % STRIDE === 0 && performance.now() > end) {
      break;
    }
    const input = mutate(random.one(samples), samples, random);
    let took = Number.POSITIVE_INFINITY;
    // A machine that was busy elsewhere is not so every time.
    for (let left = TRIES; left > 0 && took > LIMIT_MS; left -= 1) {
      const started = performance.now();
      try {
        await take(input);
      } catch (error) {
        throw failed(`it failed (${error})`, input, error);
      }
      took = Math.min(took, performance.now() - started);
    }
    slowestMs = Math.max(slowestMs, took);
    if (took > LIMIT_MS) {
      throw failed(`it took ${Math.round(took)} ms, ${TRIES} times`, input);
    }
  }
  collect();
  const growth = process.memoryUsage().heapUsed - heap;
  if (growth > GROWTH) {
    throw new Error(
      `${name}: the heap has grown by ${growth} bytes after ${count} inputs with FUZZ_SEED=${seed}`,
    );
  }
  process.stdout.write(
    `${name}: ${count} inputs, the slowest in ${slowestMs.toFixed(
      1,
    )} ms, FUZZ_SEED=${seed}\n`,
  );
  return { inputs: count, slowestMs };
}

/** Collects garbage now; Node has that behind a flag. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') {
    throw new Error('garbage cannot be collected at will here');
  }
  return () => collect();
}
