import { restedAt } from './restedAt';

describe('restedAt', () => {
  it.each([
    ['what took a second of ten', { started: 0, ended: 1000 }, 0.1, 10_000],
    ['the same, later', { started: 500, ended: 1500 }, 0.1, 10_500],
    ['half of the time', { started: 0, ended: 1000 }, 0.5, 2000],
    ['all of the time', { started: 500, ended: 1500 }, 1, 1500],
    ['what took no time', { started: 500, ended: 500 }, 0.1, 500],
  ])('of %s', (_, span, share, at) => {
    expect(restedAt(span, share)).toBeCloseTo(at);
  });
});
