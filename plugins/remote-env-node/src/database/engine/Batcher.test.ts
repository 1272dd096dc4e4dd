import { Batcher } from './Batcher';

describe('Batcher', () => {
  it('puts together what comes while a batch is under way, within its limits', async () => {
    const batches: number[][] = [];
    const batcher = Batcher.create<number, string>({
      maxItems: 3,
      maxSize: 10,
      run: async items => {
        batches.push(items);
        await new Promise(resolve => setImmediate(resolve));
        return items.map(item => `done ${item}`);
      },
    });
    const sizes = [1, 1, 1, 1, 9, 1, 50, 1];
    const results = await Promise.all(
      sizes.map((size, index) => batcher.add(index, size)),
    );
    expect(results).toEqual(sizes.map((_, index) => `done ${index}`));
    expect(batches).toEqual([[0, 1, 2], [3, 4], [5], [6], [7]]);
  });

  it('fails a whole batch, and goes on with the next', async () => {
    const batcher = Batcher.create<number, number>({
      maxItems: 2,
      maxSize: 2,
      run: async items => {
        if (items.includes(1)) {
          throw new Error('one');
        }
        return items;
      },
    });
    const outcomes = await Promise.allSettled(
      [0, 1, 2, 3].map(item => batcher.add(item, 1)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    await batcher.idle();
  });
});
