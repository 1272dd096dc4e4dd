import { spawn, type ChildProcess } from 'node:child_process';

export interface ProcessOptions {
  name: string;
  command: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** False for programs that do not know the lifetime pipe. Default true. */
  lifetimePipe?: boolean;
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;
const HEALTHY_AFTER_MS = 30_000;
const KILL_AFTER_MS = 4_500;

/** Keeps one child running until it is stopped: restarts it when it dies, more slowly each time. */
export class SupervisedProcess {
  #child: ChildProcess | undefined;
  #stopping = false;
  #delay = FIRST_DELAY_MS;
  #timer: NodeJS.Timeout | undefined;

  readonly #options: ProcessOptions;
  readonly #log: (line: string) => void;

  private constructor(options: ProcessOptions, log: (line: string) => void) {
    this.#options = options;
    this.#log = log;
  }

  static start(
    options: ProcessOptions,
    log: (line: string) => void,
  ): SupervisedProcess {
    const supervised = new SupervisedProcess(options, log);
    supervised.#spawn();
    return supervised;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  #spawn(): void {
    const {
      name,
      command,
      args,
      cwd,
      env,
      lifetimePipe = true,
    } = this.#options;
    const startedAt = Date.now();
    // Descriptor 3 is the lifetime pipe: this process holds the other end for as long as it lives.
    const child = spawn(command, args, {
      cwd,
      env: { ...env, REMOTE_ENV_LIFETIME_FD: lifetimePipe ? '3' : undefined },
      stdio: ['ignore', 'inherit', 'inherit', lifetimePipe ? 'pipe' : 'ignore'],
    });
    this.#child = child;
    child.once('error', error =>
      this.#log(`${name} could not be started: ${error.message}`),
    );
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      if (this.#stopping) {
        return;
      }
      this.#delay =
        Date.now() - startedAt > HEALTHY_AFTER_MS
          ? FIRST_DELAY_MS
          : Math.min(this.#delay * 2, LONGEST_DELAY_MS);
      this.#log(
        `${name} ended (${
          signal ?? `exit code ${code}`
        }); starting it again in ${this.#delay} ms`,
      );
      this.#timer = setTimeout(() => this.#spawn(), this.#delay);
    });
  }

  /** Asks it to end, and ends it after 4.5 s. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    await new Promise<void>(resolve => {
      const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }
}
