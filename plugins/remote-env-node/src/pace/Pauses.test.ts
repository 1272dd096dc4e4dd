import { Pauses } from './Pauses';

describe('Pauses', () => {
  let now = 0;

  beforeEach(() => {
    now = 5000;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('rests three times as long as was worked, and begins anew', async () => {
    const rests: number[] = [];
    const pauses = Pauses.create(async ms => {
      rests.push(ms);
      now += ms;
    });
    for (const worked of [19, 1, 10, 25, 0]) {
      now += worked;
      await pauses.whenDue();
    }
    expect(rests).toEqual([60, 105]);
  });

  it('lets time pass by itself', async () => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    try {
      let rested = false;
      const pauses = Pauses.create();
      now += 20;
      const rest = pauses.whenDue().then(() => {
        rested = true;
      });
      await jest.advanceTimersByTimeAsync(59);
      expect(rested).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      await rest;
      expect(rested).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });
});
