import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const WINDOW_MS = 2_000;
const WINDOWS = 2;
/** Of all cores. */
const BUSY_AT_MOST = 0.15;
const PATIENCE_MS = 1_200_000;

function processorTimes(): { idle: number; all: number } {
  return cpus()
    .map(({ times: { user, nice, sys, idle, irq } }) => ({
      idle,
      all: user + nice + sys + idle + irq,
    }))
    .reduce((a, b) => ({ idle: a.idle + b.idle, all: a.all + b.all }));
}

/** Waits until the machine has hardly anything to do: what follows a registration has been done. */
export async function machineIsQuiet(): Promise<void> {
  const started = performance.now();
  let quiet = 0;
  while (quiet < WINDOWS) {
    if (performance.now() - started > PATIENCE_MS) {
      throw new Error('The machine did not come to rest.');
    }
    const before = processorTimes();
    await delay(WINDOW_MS);
    const after = processorTimes();
    const idle = (after.idle - before.idle) / (after.all - before.all);
    quiet = 1 - idle <= BUSY_AT_MOST ? quiet + 1 : 0;
  }
}
