import {
  resolvePackagePath,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { RegistryBusyError } from '../errors';
import { SpecificationRefusedError } from './errors';
import {
  DERIVING_ONLY,
  type WorkerReady,
  type WorkerRequest,
  type WorkerResult,
} from './worker/protocol';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type WorkerTask = WithoutId<WorkerRequest>;

export interface SpecificationWorkerOptions {
  logger: LoggerService;
  /** MiB. */
  maxHeapMb: number;
  /** Starts sooner. */
  derivingOnly?: boolean;
  /** Everything else on the machine goes first. */
  givesWay?: boolean;
}

interface Pending {
  id: number;
  resolve(result: WorkerResult): void;
  reject(error: Error): void;
}

/**
 * One process that reads documents, one at a time. It is a process and no thread because a thread that runs out of
 * memory inside a native call (JSON, structured clone) takes its whole process with it, limits or not. A document
 * that goes over a limit ends the process and is refused; the portal going away ends it too.
 */
export class SpecificationWorker {
  readonly #child: ChildProcess;
  readonly #logger: LoggerService;
  readonly #exited: Promise<void>;
  readonly ready: Promise<void>;
  #pending: Pending | undefined;
  #nextId = 1;
  #alive = true;
  #holds = 0;

  static create(options: SpecificationWorkerOptions): SpecificationWorker {
    return new SpecificationWorker(options);
  }

  private constructor({
    logger,
    maxHeapMb,
    derivingOnly,
    givesWay,
  }: SpecificationWorkerOptions) {
    this.#logger = logger;
    this.#child = fork(entryFile(), derivingOnly ? [DERIVING_ONLY] : [], {
      // Neither options nor environment of the portal (loader hooks, secrets) concern it.
      execArgv: [
        `--max-old-space-size=${maxHeapMb}`,
        '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      ],
      env: {},
      serialization: 'advanced',
      // Standard input only tells the child that we are alive (worker/lifeline).
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    if (givesWay && this.#child.pid !== undefined) {
      giveWay(this.#child.pid, logger);
    }
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      if (output) {
        createInterface({ input: output }).on('line', line =>
          logger.debug(`specification worker: ${line}`),
        );
      }
    }
    this.#exited = new Promise(resolve => {
      this.#child.once('exit', (code, signal) => {
        this.#ended(code, signal);
        resolve();
      });
    });
    const warm = new Promise<void>(resolve => {
      this.#child.on('message', (message: WorkerReady | WorkerResult) => {
        if ('ready' in message) {
          resolve();
        } else {
          this.#settle(message);
        }
      });
    });
    this.ready = Promise.race([warm, this.#exited]);
    this.#child.on('error', error =>
      this.#logger.error('specification worker failed', error),
    );
    this.#hold();
    this.ready.then(() => this.#letGo());
  }

  /** Whether it can take another task. */
  get alive(): boolean {
    return this.#alive;
  }

  /** @throws SpecificationRefusedError when a limit is reached */
  async run(task: WorkerTask, timeoutMs: number): Promise<WorkerResult> {
    // Loading the parsers is our time, not the document's.
    await this.ready;
    if (!this.#alive) {
      throw new RegistryBusyError('the document could not be read');
    }
    this.#hold();
    const id = this.#nextId;
    this.#nextId += 1;
    const answered = new Promise<WorkerResult>((resolve, reject) => {
      this.#pending = { id, resolve, reject };
    });
    const timer = setTimeout(() => {
      const reason = `takes longer than ${timeoutMs / 1000} seconds to read`;
      this.#end(new SpecificationRefusedError({ reason }));
    }, timeoutMs);
    try {
      this.#child.send({ ...task, id } satisfies WorkerRequest, error => {
        if (error) {
          this.#end(new RegistryBusyError('the document could not be read'));
        }
      });
      return await answered;
    } finally {
      clearTimeout(timer);
      this.#letGo();
    }
  }

  async close(): Promise<void> {
    this.#end(new RegistryBusyError('the registry is shutting down'));
    await this.#exited;
  }

  /** Only what somebody waits for keeps the portal's process from ending. */
  #hold(): void {
    this.#holds += 1;
    if (this.#holds === 1) {
      this.#handles().forEach(handle => handle.ref());
    }
  }

  #letGo(): void {
    this.#holds -= 1;
    if (this.#holds === 0) {
      this.#handles().forEach(handle => handle.unref());
    }
  }

  #handles() {
    const { stdin, stdout, stderr, channel } = this.#child;
    const all: unknown[] = [this.#child, channel, stdin, stdout, stderr];
    return all.filter(isReferable);
  }

  #settle(result: WorkerResult): void {
    const pending = this.#pending;
    if (pending?.id === result.id) {
      this.#pending = undefined;
      pending.resolve(result);
    }
  }

  #end(error: Error): void {
    this.#alive = false;
    this.#reject(error);
    this.#child.kill('SIGKILL');
  }

  /** An end that we did not bring about. */
  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    if (!this.#alive) {
      return;
    }
    this.#alive = false;
    this.#logger.warn(
      `specification worker ended unexpectedly (${signal ?? `code ${code}`})`,
    );
    // Node aborts when its heap is full; a machine without memory kills.
    const outOfMemory =
      signal === 'SIGABRT' || signal === 'SIGKILL' || code === 134;
    this.#reject(
      outOfMemory
        ? new SpecificationRefusedError({
            reason: 'takes too much memory to read',
          })
        : new RegistryBusyError('the document could not be read'),
    );
  }

  #reject(error: Error): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.reject(error);
  }
}

/** A tenth of what others get where all are busy: with the lowest priority nothing would be derived on a busy machine. */
const GIVES_WAY = 10;

function giveWay(pid: number, logger: LoggerService): void {
  try {
    setPriority(pid, GIVES_WAY);
  } catch (error) {
    logger.debug(`a specification worker has the usual priority: ${error}`);
  }
}

function isReferable(
  handle: unknown,
): handle is { ref(): void; unref(): void } {
  return typeof handle === 'object' && handle !== null && 'unref' in handle;
}

/** From source the TypeScript file, which Node strips by itself; from a built package what the build made of it. */
function entryFile(): string {
  const inPackage = (file: string) =>
    resolvePackagePath('@remote-env/plugin-remote-env-backend', file);
  const source = inPackage('src/registry/specifications/worker/entry.ts');
  return existsSync(source)
    ? source
    : inPackage('dist/specificationWorker.cjs.js');
}
