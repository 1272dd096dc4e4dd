import { until } from '../conditions';
import type { ProgramRun } from '../programs/Program';
import { Consumption } from './Consumption';
import type { SuiteContext } from './harness';
import { makeConsumer } from './samples';
import { payloadOf } from './tasks';

const ROUNDS = 5;

/** Publishers and consumers that are killed at any moment. */
export function crashSuite(context: SuiteContext): void {
  const { bus, freshEnvironment } = context;

  /** @returns the lines that it printed before */
  async function killAfter(run: ProgramRun, lines: number): Promise<string[]> {
    const seen: string[] = [];
    for await (const line of run.lines) {
      seen.push(line);
      if (seen.length === lines) {
        setTimeout(() => run.process.kill('SIGKILL'), Math.random() * 10);
      }
    }
    expect(await run.exited).toEqual({ code: null, signal: 'SIGKILL' });
    return seen;
  }

  /** Readers print two lines an event: whatever is drawn, the writers have given them enough. */
  const writerLines = () => 20 + Math.floor(Math.random() * 40);
  const readerLines = () => 3 + Math.floor(Math.random() * 30);

  it(`holds whatever was acknowledged through ${
    ROUNDS * 4
  } kills with SIGKILL`, async () => {
    const uid = freshEnvironment();
    const all = await makeConsumer(bus(), uid);
    const shared = await makeConsumer(bus(), uid, { ackWaitMs: 1500 });
    const published = new Set<string>();
    const acknowledged = new Set<string>();
    const got: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { spawn } = context.harness();
      const writers = [0, 1].map(async lane => {
        const run = spawn('publish', `w${round}-${lane}`, uid);
        for (const line of await killAfter(run, writerLines())) {
          published.add(line.split(' ')[1]!);
        }
      });
      const readers = [0, 1].map(async () => {
        const run = spawn('consume', shared.name);
        for (const line of await killAfter(run, readerLines())) {
          const [what, id] = line.split(' ');
          expect(['got', 'acknowledged']).toContain(what);
          got.push(id!);
          if (what === 'acknowledged') {
            acknowledged.add(id!);
          }
        }
      });
      await Promise.all([...writers, ...readers]);
    }

    const everything = Consumption.start(bus(), all.name, d => d.ack());
    const rest = Consumption.start(bus(), shared.name, d => d.ack());
    await until(
      'both have everything',
      async () =>
        (await bus().listConsumers())
          .filter(({ name }) => [all.name, shared.name].includes(name))
          .every(({ pending }) => pending === 0),
      30_000,
    );
    // Every event once, whole, and each acknowledged one among them.
    expect(new Set(everything.ids).size).toBe(everything.ids.length);
    for (const { event } of everything.deliveries) {
      expect(event.data).toEqual(payloadOf(event.id));
    }
    const known = new Set(everything.ids);
    expect([...published].filter(id => !known.has(id))).toEqual([]);
    // At least once for the others, and never again what was acknowledged.
    const reached = new Set([...got, ...rest.ids]);
    expect([...known].filter(id => !reached.has(id))).toEqual([]);
    expect(rest.ids.filter(id => acknowledged.has(id))).toEqual([]);
    await everything.stop();
    await rest.stop();
  }, 180_000);
}
