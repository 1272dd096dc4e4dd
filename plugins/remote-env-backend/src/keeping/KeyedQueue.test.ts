import { mockLogger } from '../__testUtils__/mockLogger';
import { eventually } from '../__testUtils__/testStore';
import { changedFields } from './changedFields';
import { KeyedQueue } from './KeyedQueue';

describe('KeyedQueue', () => {
  const logger = mockLogger();

  it('does once what was asked for several times, and again what was asked for meanwhile', async () => {
    const seen: string[] = [];
    let release = () => {};
    const queue = KeyedQueue.create({
      what: 'thing',
      logger,
      settleMs: 1,
      work: async key => {
        seen.push(key);
        if (seen.length === 1) {
          await new Promise<void>(resolve => {
            release = resolve;
          });
        }
      },
    });
    queue.add('a');
    queue.add('a');
    await eventually(() => expect(seen).toEqual(['a']));
    queue.add('a');
    queue.add('b');
    await eventually(() => expect(seen).toEqual(['a', 'b']));
    release();
    await eventually(() => expect(seen).toEqual(['a', 'b', 'a']));
    await queue.close();
  });

  it('tries again what failed, and at once when it changed', async () => {
    let tries = 0;
    const queue = KeyedQueue.create({
      what: 'thing',
      logger,
      settleMs: 1,
      retryMs: 2,
      work: async () => {
        tries += 1;
        if (tries < 3) {
          throw new Error('not yet');
        }
      },
    });
    queue.add('a');
    await eventually(() => expect(tries).toBe(3));
    await queue.close();

    const stuck = KeyedQueue.create({
      what: 'thing',
      logger,
      settleMs: 1,
      retryMs: 3_600_000,
      work: async () => {
        tries += 1;
        throw new Error('never');
      },
    });
    stuck.add('a');
    await eventually(() => expect(tries).toBe(4));
    await new Promise(resolve => setImmediate(resolve));
    stuck.add('a');
    await eventually(() => expect(tries).toBe(5));
    await stuck.close();
  });
});

describe('changedFields', () => {
  it('names what differs, however deep', () => {
    expect(
      changedFields(
        {
          spec: { a: 1, list: [1], gone: {} },
          metadata: { labels: { x: 'y' } },
        },
        { spec: { a: 2, list: [2] }, metadata: { labels: { x: 'y', z: '' } } },
      ),
    ).toEqual(['spec.a', 'spec.list', 'spec.gone', 'metadata.labels.z']);
    expect(changedFields({ a: [1] }, { a: [1] })).toEqual([]);
  });
});
