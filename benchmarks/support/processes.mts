import { readdirSync, readFileSync } from 'node:fs';
import type { Installation } from '../../e2e/support/installation.ts';

const KILOBYTE = 1024;

/** Of one process, as the kernel tells it in `/proc/<pid>/status`. */
export interface Memory {
  memoryMb: number;
  /** The highest so far. */
  peakMemoryMb: number;
}

export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string) => {
    const [, kilobytes] =
      new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
    return Number(kilobytes) / KILOBYTE;
  };
  return { memoryMb: megabytes('VmRSS'), peakMemoryMb: megabytes('VmHWM') };
}

/** Of the portal and the gateway of an installation. */
export function processesOf({ starter }: Installation): {
  portal: number;
  gateway: number;
} {
  const all = descendantsOf(starter.pid ?? 0);
  const running = (program: string) => {
    const pid = all.find(each => commandOf(each).includes(program));
    if (pid === undefined) {
      throw new Error(`No process of the installation runs ${program}.`);
    }
    return pid;
  };
  return {
    portal: running('packages/backend/src/index.ts'),
    gateway: running('packages/gateway/dist/gateway.js'),
  };
}

function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter(each => /^\d+$/.test(each))) {
    const [, parent] =
      /^PPid:\s+(\d+)$/m.exec(readOrNothing(`${name}/status`)) ?? [];
    parents.set(Number(name), Number(parent));
  }
  const descends = (each: number): boolean => {
    const parent = parents.get(each);
    return parent !== undefined && (parent === pid || descends(parent));
  };
  return [...parents.keys()].filter(descends);
}

function commandOf(pid: number): string {
  return readOrNothing(`${pid}/cmdline`);
}

/** A process may end while it is looked at. */
function readOrNothing(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}
