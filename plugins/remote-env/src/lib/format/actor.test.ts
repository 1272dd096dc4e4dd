import { actorName, isPerson } from './actor';

describe('actors', () => {
  it('are people or anything else', () => {
    expect(isPerson('user:default/ann')).toBe(true);
    expect(isPerson('orders/order-lambda')).toBe(false);
    expect(isPerson('certificate:0abc')).toBe(false);
  });

  it('are named shortly when they are people', () => {
    expect(actorName('user:default/ann')).toBe('ann');
    expect(actorName('gateway')).toBe('gateway');
  });
});
