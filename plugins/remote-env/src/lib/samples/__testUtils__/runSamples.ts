import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SampleLanguage } from '../model';

/** The file that a sample is put into, and what runs it. */
const RUNNERS: Record<SampleLanguage, [file: string, ...command: string[]]> = {
  curl: ['sample.sh', 'sh', 'sample.sh'],
  node: ['sample.mjs', process.execPath, 'sample.mjs'],
  python: ['sample.py', 'python3', 'sample.py'],
  java: ['CallApi.java', 'java', 'CallApi.java'],
};

/** Whether this machine can run it; a development machine may do without Java. */
export function canRun(language: SampleLanguage): boolean {
  return language !== 'java' || spawnSync('java', ['-version']).status === 0;
}

interface Ran {
  stdout: string;
  /** Files that are there afterwards besides the sample and those that it was given. */
  made: string[];
}

/** Runs a sample as somebody who pasted it would, in a directory of its own. */
export async function runSample(
  language: SampleLanguage,
  code: string,
  given: { url: string; files?: readonly string[] },
): Promise<Ran> {
  const [file, command = '', ...args] = RUNNERS[language];
  const directory = await mkdtemp(path.join(tmpdir(), 'remote-env-sample-'));
  const files = [file, ...(given.files ?? [])];
  try {
    for (const name of files) {
      const content = name === file ? code : `content of ${name}`;
      await writeFile(path.join(directory, name), content);
    }
    const { stdout } = await promisify(execFile)(command, args, {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        GATEWAY_URL: given.url,
        GATEWAY_TOKEN: 'token-of-the-binding',
      },
    });
    const made = (await readdir(directory)).filter(
      name => !files.includes(name),
    );
    return { stdout, made };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Puts several samples into one file: each start of Java takes seconds on a small machine. */
export function joinedJava(samples: readonly string[]): string {
  const imports = new Set<string>();
  const classes = samples.map((sample, index) =>
    sample
      .split('\n')
      .filter(line => {
        const isImport = line.startsWith('import ');
        if (isImport) {
          imports.add(line);
        }
        return !isImport;
      })
      .join('\n')
      .replace('public class CallApi {', `class CallApi${index} {`),
  );
  return [
    ...imports,
    'public class CallApi {',
    '  public static void main(String[] args) throws Exception {',
    ...samples.map((_, index) => `    CallApi${index}.main(args);`),
    '  }',
    '}',
    ...classes,
  ].join('\n');
}
