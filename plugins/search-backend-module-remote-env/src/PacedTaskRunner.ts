import type {
  SchedulerServiceTaskInvocationDefinition,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { restedAt, type Span } from '@remote-env/plugin-remote-env-node';

const HOUR_MS = 3_600_000;

export interface PacedTaskRunnerOptions {
  /** Says when the task may run. */
  runner: SchedulerServiceTaskRunner;
  /** Part of the time that it may take, between 0 and 1. */
  share: number;
  /** Grows with each change of what the task works on. */
  changes(): number;
  /** Milliseconds of a clock that is never set; for tests. */
  now?(): number;
}

/**
 * Leaves out runs for which nothing has changed, and those that come so soon after a long one that the task would take
 * more than its share of the time: little is indexed often, and much is indexed without anybody waiting for it. Once an
 * hour it runs in any case, for another process may have done something else meanwhile.
 */
export class PacedTaskRunner implements SchedulerServiceTaskRunner {
  readonly #runner: SchedulerServiceTaskRunner;
  readonly #share: number;
  readonly #changes: () => number;
  readonly #now: () => number;
  #last: (Span & { changes: number }) | undefined;

  static create(options: PacedTaskRunnerOptions): PacedTaskRunner {
    return new PacedTaskRunner(options);
  }

  private constructor(options: PacedTaskRunnerOptions) {
    this.#runner = options.runner;
    this.#share = options.share;
    this.#changes = () => options.changes();
    this.#now = options.now ?? (() => performance.now());
  }

  async run(task: SchedulerServiceTaskInvocationDefinition): Promise<void> {
    await this.#runner.run({
      ...task,
      fn: async signal => {
        if (!this.#isDue()) {
          return;
        }
        const started = this.#now();
        const changes = this.#changes();
        await task.fn(signal);
        this.#last = { changes, started, ended: this.#now() };
      },
    });
  }

  #isDue(): boolean {
    if (!this.#last) {
      return true;
    }
    const { changes, started } = this.#last;
    const now = this.#now();
    return (
      restedAt(this.#last, this.#share) <= now &&
      (this.#changes() !== changes || now - started >= HOUR_MS)
    );
  }
}
