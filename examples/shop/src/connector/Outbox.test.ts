import { RefusedError } from './http';
import { Outbox } from './Outbox';

describe('Outbox', () => {
  let log: string[];
  let pauses: number[];
  let outbox: Outbox;

  beforeEach(() => {
    log = [];
    pauses = [];
    outbox = new Outbox(
      line => log.push(line),
      async ms => pauses.push(ms),
    );
  });

  /** Adds a last piece of work and resolves once it was done. */
  const worked = () =>
    new Promise<void>(resolve => {
      outbox.add(async () => resolve());
    });

  it('sends in order, and tries again what was not taken before it goes on', async () => {
    const sent: string[] = [];
    let away = 8;
    outbox.add(async () => {
      if (away > 0) {
        away -= 1;
        throw new RefusedError(503, 'away');
      }
      sent.push('first');
    });
    outbox.add(async () => {
      sent.push('second');
    });
    await worked();
    expect(sent).toEqual(['first', 'second']);
    expect(log).toEqual(Array(8).fill('event not taken yet: away'));
    expect(pauses).toEqual([
      250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
    ]);
  });

  it('gives up what the edge will never take', async () => {
    outbox.add(async () => {
      throw new RefusedError(400, 'Invalid field');
    });
    await worked();
    expect(log).toEqual(['event refused: Invalid field']);
    expect(pauses).toEqual([]);
  });

  it('works on what comes after it had run empty', async () => {
    await worked();
    await worked();
    expect(log).toEqual([]);
  });
});
