import type { SchedulerServiceTaskInvocationDefinition } from '@backstage/backend-plugin-api';
import { PacedTaskRunner } from './PacedTaskRunner';

describe('PacedTaskRunner', () => {
  let now: number;
  let changes: number;
  let took: number;
  let runs: number;
  let failure: Error | undefined;
  let scheduled: SchedulerServiceTaskInvocationDefinition;

  beforeEach(async () => {
    now = 0;
    changes = 0;
    took = 1000;
    runs = 0;
    failure = undefined;
    const paced = PacedTaskRunner.create({
      runner: {
        async run(task) {
          scheduled = task;
        },
      },
      share: 0.1,
      changes: () => changes,
      now: () => now,
    });
    await paced.run({
      id: 'search',
      fn: async () => {
        now += took;
        if (failure) {
          throw failure;
        }
        runs += 1;
      },
    });
  });

  /** Lets time pass, and then the schedule begin a run. */
  const after = async (ms: number) => {
    now += ms;
    await scheduled.fn(new AbortController().signal);
    return runs;
  };

  it('runs at first, and then only after a change', async () => {
    expect(scheduled.id).toBe('search');
    expect(await after(0)).toBe(1);
    expect(await after(60_000)).toBe(1);
    changes += 1;
    expect(await after(60_000)).toBe(2);
    expect(await after(60_000)).toBe(2);
  });

  it('takes no more than its share of the time', async () => {
    await after(0);
    changes += 1;
    expect(await after(8_999)).toBe(1);
    expect(await after(1)).toBe(2);
    changes += 1;
    took = 60_000;
    expect(await after(9_000)).toBe(3);
    changes += 1;
    expect(await after(500_000)).toBe(3);
    expect(await after(40_000)).toBe(4);
  });

  it('runs once an hour without a change', async () => {
    await after(0);
    expect(await after(3_598_999)).toBe(1);
    expect(await after(1)).toBe(2);
    expect(await after(3_000_000)).toBe(2);
  });

  it('runs again for a change that came while it ran', async () => {
    changes += 1;
    const first = after(0);
    changes += 1;
    await first;
    expect(runs).toBe(1);
    expect(await after(60_000)).toBe(2);
  });

  it('passes on a failure, and then runs as if it had not', async () => {
    failure = new Error('the database is away');
    await expect(after(0)).rejects.toBe(failure);
    failure = undefined;
    expect(await after(0)).toBe(1);
  });
});
