import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

type Signal = 'TERM' | 'KILL';

interface Options {
  cwd: string;
  /** How it ends with this process, and unless `stop` says otherwise. Default `KILL`, which a server with workers leaves to them. */
  endWith?: Signal;
}

/** Characters of a server's log that are kept for messages. */
const LOG_LIMIT = 20_000;

/** A server of a test. It ends with this process, however that ends. */
export class ServerProcess {
  readonly #shell: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #endWith: Signal;
  #log = '';

  static start(
    binary: string,
    args: string[],
    options: Options,
  ): ServerProcess {
    return new ServerProcess(binary, args, options);
  }

  private constructor(
    binary: string,
    args: string[],
    { cwd, endWith = 'KILL' }: Options,
  ) {
    this.#endWith = endWith;
    this.#shell = spawn(
      'sh',
      [
        '-c',
        // One line says how to end it; the end of this process's own end of the pipe says it, too.
        `"$0" "$@" </dev/null & pid=$!; read -r signal || signal=${endWith}; kill -$signal $pid; wait $pid`,
        binary,
        ...args,
      ],
      { cwd, stdio: ['pipe', 'ignore', 'pipe'] },
    );
    this.#shell.stderr?.on('data', chunk => {
      this.#log = (this.#log + chunk).slice(-LOG_LIMIT);
    });
    this.#exited = once(this.#shell, 'exit');
  }

  /** The end of what it wrote to standard error. */
  get log(): string {
    return this.#log;
  }

  async stop(signal: Signal = this.#endWith): Promise<void> {
    this.#shell.stdin?.end(`${signal}\n`);
    await this.#exited;
  }
}
