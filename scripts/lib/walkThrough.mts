import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';

/** One ```bash block of a Markdown page. */
export interface BashBlock {
  /** Counted from 1. */
  number: number;
  /** Of the first command in the file. */
  line: number;
  /** The heading that it stands under. */
  heading: string;
  text: string;
}

export interface WalkThroughOptions {
  /** Markdown file. */
  file: string;
  /** Variables that the page reads, such as ports; the rest of the environment is this process's own. */
  env?: Record<string, string>;
  /** Default: a temporary directory, removed afterwards. */
  cwd?: string;
  /** For all blocks together. Default three minutes. */
  timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 180_000;
const MARK = '\u001e';

/** The blocks in the order in which a reader comes to them. */
export function bashBlocks(markdown: string): BashBlock[] {
  const blocks: BashBlock[] = [];
  let heading = '';
  let fence: { marker: string; open?: BashBlock } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const [, marker = '', language = ''] =
      /^\s{0,3}(`{3,}|~{3,})\s*(\S*)/.exec(line) ?? [];
    if (fence && marker.startsWith(fence.marker) && language === '') {
      if (fence.open) {
        blocks.push(fence.open);
      }
      fence = undefined;
    } else if (fence?.open) {
      fence.open.text += `${line}\n`;
    } else if (!fence && marker) {
      fence =
        language === 'bash'
          ? {
              marker,
              open: {
                number: blocks.length + 1,
                line: index + 2,
                heading,
                text: '',
              },
            }
          : { marker };
    } else if (!fence) {
      heading = /^#+\s+(.+)$/.exec(line)?.[1] ?? heading;
    }
  }
  if (fence?.open) {
    throw new Error(`The block in line ${fence.open.line} is never closed.`);
  }
  return blocks;
}

/**
 * One script for all blocks. Descriptor 3 gets a line before each block and one that names the command that failed.
 */
function scriptOf(blocks: BashBlock[]): string {
  const mark = (number: number) => `printf '%s%s\\n' '${MARK}' ${number}`;
  const parts = blocks.map(
    ({ number, text }) => `${mark(number)}; ${mark(number)} >&3\n${text}`,
  );
  return [
    'exec 2>&1',
    'set -Eeuo pipefail',
    `trap 'printf "failed %s\\n" "$BASH_COMMAND" >&3' ERR`,
    ...parts,
    'echo done >&3',
  ].join('\n');
}

function collect(stream: unknown, into: (text: string) => void): void {
  if (stream instanceof Readable) {
    stream.setEncoding('utf8').on('data', into);
  }
}

function failure(
  file: string,
  blocks: BashBlock[],
  seen: { progress: string; output: string; ending: string },
): Error {
  const begun = seen.progress
    .split('\n')
    .filter(line => line.startsWith(MARK)).length;
  const block = blocks[begun - 1];
  const [, command] = /^failed (.*)/m.exec(seen.progress) ?? [];
  const printed = seen.output.split(`${MARK}${begun}\n`).pop() ?? '';
  const where = block
    ? `block ${block.number} (line ${block.line}, "${block.heading}")`
    : 'before its first block';
  return new Error(
    [
      `${file} failed in ${where}: ${seen.ending}`,
      ...(command ? [`Command: ${command}`] : []),
      ...(block ? [`Block:\n${block.text}`] : []),
      `Printed by this block:\n${printed}`,
    ].join('\n'),
  );
}

/**
 * Runs every ```bash block of a page in one bash session, as a reader would who copies one after the other. Whatever
 * the blocks leave running is ended.
 *
 * @returns what was printed
 * @throws Error that names the block, the command that failed and what was printed
 */
export async function runWalkThrough(
  options: WalkThroughOptions,
): Promise<string> {
  const blocks = bashBlocks(readFileSync(options.file, 'utf8'));
  if (blocks.length === 0) {
    throw new Error(`${options.file} has no bash block.`);
  }
  const cwd =
    options.cwd ?? mkdtempSync(path.join(tmpdir(), 'remote-env-walk-'));
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const seen = { progress: '', output: '', ending: '' };
  // A process group of its own, so that servers which the blocks start can be ended with it.
  const bash = spawn(
    'bash',
    ['--noprofile', '--norc', '-c', scriptOf(blocks)],
    {
      cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
      detached: true,
    },
  );
  collect(bash.stdout, text => {
    seen.output += text;
  });
  collect(bash.stdio[3], text => {
    seen.progress += text;
  });
  const timer = setTimeout(() => {
    seen.ending = `not done after ${timeoutMs / 1000} s`;
    endGroup(bash.pid);
  }, timeoutMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      bash.once('error', reject);
      bash.once('exit', exitCode => {
        // Servers still hold the pipes: end them first, then what was printed is complete.
        endGroup(bash.pid);
        bash.once('close', () => resolve(exitCode));
      });
    });
    if (code !== 0 || !/^done$/m.test(seen.progress)) {
      seen.ending ||= `exit code ${code}`;
      throw failure(options.file, blocks, seen);
    }
    return seen.output.replace(new RegExp(`${MARK}\\d+\\n`, 'g'), '');
  } finally {
    clearTimeout(timer);
    if (!options.cwd) {
      rmSync(cwd, { recursive: true, force: true });
    }
  }
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) {
    return;
  }
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
