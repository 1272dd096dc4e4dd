import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** How one run of the command ended. */
export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** The command as people run it: bundled, in a process of its own. */
export class Command {
  private constructor(
    readonly directory: string,
    private readonly bundle: string,
  ) {}

  /**
   * Bundles the sources as `build.mjs` does, into a directory of its own.
   *
   * @param options - `withPackages`: where it finds the packages that are no part of the bundle
   */
  static build(options: { withPackages?: boolean } = {}): Command {
    const cli = path.resolve(__dirname, '..', '..');
    const parent = options.withPackages
      ? path.join(cli, '..', '..', 'node_modules', '.cache')
      : tmpdir();
    const directory = mkdtempSync(path.join(parent, 'remote-env-cli-'));
    const bundle = path.join(directory, 'remote-env.js');
    execFileSync(process.execPath, ['build.mjs', bundle], { cwd: cli });
    return new Command(directory, bundle);
  }

  run(args: string[], options: { input?: string } = {}): Promise<Ended> {
    const child = spawn(process.execPath, [this.bundle, ...args], {
      cwd: this.directory,
      env: { PATH: process.env.PATH },
    });
    const ended: Ended = { exitCode: null, stdout: '', stderr: '' };
    child.stdout.on('data', chunk => {
      ended.stdout += chunk;
    });
    child.stderr.on('data', chunk => {
      ended.stderr += chunk;
    });
    child.stdin.end(options.input ?? '');
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', exitCode => resolve({ ...ended, exitCode }));
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
