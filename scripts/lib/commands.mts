import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fromRoot } from './paths.mts';

/** How a command stands to others that run at the same time. */
export interface Beside {
  /** Stands before each line that it prints. */
  label: string;
  /** Leaves the processors to the others while they need them. */
  gives: boolean;
}

/** Something less than half of what others get where all are busy: its tests wait for things, too. */
const GIVES_WAY = 4;

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach(child => child.kill()));

export const bin = (name: string) => fromRoot('node_modules', '.bin', name);

/**
 * Runs a command at the top of the repository.
 *
 * @param beside - absent: it is the only one, and prints as it likes
 * @returns whether it succeeded
 */
export async function succeeds(
  command: string,
  args: string[],
  { env, beside }: { env?: NodeJS.ProcessEnv; beside?: Beside } = {},
): Promise<boolean> {
  const output = beside ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd: fromRoot(),
    stdio: ['ignore', output, output],
    env: { ...process.env, ...env },
  });
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    if (beside && stream) {
      createInterface({ input: stream }).on('line', line =>
        process.stderr.write(`${beside.label} | ${line}\n`),
      );
    }
  }
  try {
    await once(child, 'spawn');
    if (beside?.gives) {
      giveWay(child);
    }
    const [code]: unknown[] = await once(child, 'close');
    return code === 0;
  } catch (error) {
    console.error(`${command} did not start: ${error}`);
    return false;
  } finally {
    running.delete(child);
  }
}

/** What it starts inherits it. */
function giveWay({ pid }: ChildProcess): void {
  if (pid === undefined) {
    return;
  }
  try {
    setPriority(pid, GIVES_WAY);
  } catch {
    // It is over already.
  }
}
