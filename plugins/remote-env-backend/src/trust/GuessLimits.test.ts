import { RateLimiterMemory } from 'rate-limiter-flexible';
import { TooManyGuessesError } from './errors';
import { GuessLimits, type GuessLimitsOptions } from './GuessLimits';

const limitsWith = (options: Omit<GuessLimitsOptions, 'limiter'>) =>
  GuessLimits.create({
    ...options,
    limiter: ({ name, points, seconds }) =>
      new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
  });

const wrong = async () => undefined;
const right = async () => 'token';

describe('GuessLimits', () => {
  it('ends guesses of one address with a time to wait, and only of that one', async () => {
    const limits = limitsWith({ perAddress: 3 });
    for (let i = 0; i < 3; i++) {
      expect(
        await limits.attempt('192.0.2.1', undefined, wrong),
      ).toBeUndefined();
    }
    const look = jest.fn(right);
    const refused = limits.attempt('192.0.2.1', undefined, look);
    await expect(refused).rejects.toThrow(TooManyGuessesError);
    await expect(refused).rejects.toMatchObject({
      retryAfter: expect.any(Number),
    });
    expect(look).not.toHaveBeenCalled();
    expect(await limits.attempt('192.0.2.2', undefined, right)).toBe('token');
  });

  it('counts guesses at once', async () => {
    const limits = limitsWith({ perAddress: 5 });
    const look = jest.fn(wrong);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () =>
        limits.attempt('192.0.2.1', undefined, look),
      ),
    );
    expect(look).toHaveBeenCalledTimes(5);
    expect(results.filter(r => r.status === 'rejected')).toHaveLength(45);
  });

  it('does not count right ones, nor those nobody could judge', async () => {
    const limits = limitsWith({ perAddress: 2 });
    for (let i = 0; i < 10; i++) {
      expect(await limits.attempt('192.0.2.1', 'shop', right)).toBe('token');
      await expect(
        limits.attempt('192.0.2.1', 'shop', () =>
          Promise.reject(new Error('database')),
        ),
      ).rejects.toThrow('database');
    }
  });

  it('ends guesses for one environment from wherever', async () => {
    const limits = limitsWith({ perEnvironment: 3 });
    for (let i = 0; i < 3; i++) {
      await limits.attempt(`192.0.2.${i}`, 'shop', wrong);
    }
    await expect(limits.attempt('192.0.2.9', 'shop', right)).rejects.toThrow(
      TooManyGuessesError,
    );
    expect(await limits.attempt('192.0.2.9', 'erp', right)).toBe('token');
  });

  it('takes the IPv6 network of one customer for one address', async () => {
    const limits = limitsWith({ perAddress: 3 });
    for (const address of [
      '2001:db8:0:1::1',
      '2001:db8::1:a:b:c:d',
      '2001:0db8:0000:0001:ffff::',
    ]) {
      await limits.attempt(address, undefined, wrong);
    }
    await expect(
      limits.attempt('2001:db8:0:1:2:3:4:5', undefined, right),
    ).rejects.toThrow(TooManyGuessesError);
    expect(await limits.attempt('2001:db8:0:2::1', undefined, right)).toBe(
      'token',
    );
    expect(await limits.attempt('::1', undefined, right)).toBe('token');
  });
});
