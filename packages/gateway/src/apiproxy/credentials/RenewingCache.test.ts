import { RenewingCache } from './RenewingCache';

describe('RenewingCache', () => {
  let now = 0;
  let fetched = 0;
  const fetch = async () => {
    fetched += 1;
    return { value: `v${fetched}`, refreshAfterMs: 80, expireAfterMs: 100 };
  };
  const create = (max = 10) =>
    RenewingCache.create<string>({ max, failureMs: 50, now: () => now });

  beforeEach(() => {
    now = 0;
    fetched = 0;
  });

  it('fetches once for all who ask at once, and again once it has expired', async () => {
    const cache = create();
    expect(
      await Promise.all([cache.get('k', fetch), cache.get('k', fetch)]),
    ).toEqual(['v1', 'v1']);
    now = 79;
    expect(await cache.get('k', fetch)).toBe('v1');
    now = 100;
    expect(await cache.get('k', fetch)).toBe('v2');
  });

  it('fetches ahead while the value at hand is still good', async () => {
    const cache = create();
    await cache.get('k', fetch);
    now = 80;
    let answer = () => {};
    const slow = async () => {
      await new Promise<void>(resolve => {
        answer = resolve;
      });
      return fetch();
    };
    expect(await cache.get('k', slow)).toBe('v1');
    expect(await cache.get('k', slow)).toBe('v1');
    answer();
    await new Promise(resolve => setImmediate(resolve));
    expect(await cache.get('k', slow)).toBe('v2');
    expect(fetched).toBe(2);
  });

  it('keeps a good value when fetching ahead fails', async () => {
    const cache = create();
    await cache.get('k', fetch);
    now = 80;
    expect(await cache.get('k', () => Promise.reject(new Error('away')))).toBe(
      'v1',
    );
    now = 100;
    await expect(cache.get('k', fetch)).rejects.toThrow('away');
    now = 131;
    expect(await cache.get('k', fetch)).toBe('v2');
  });

  it('replaces a refused value once, however many refuse it', async () => {
    const cache = create();
    const first = await cache.get('k', fetch);
    expect(
      await Promise.all([
        cache.renew('k', first, fetch),
        cache.renew('k', first, fetch),
      ]),
    ).toEqual(['v2', 'v2']);
    expect(await cache.renew('k', first, fetch)).toBe('v2');
    cache.drop('k', first);
    expect(await cache.get('k', fetch)).toBe('v2');
    cache.drop('k', 'v2');
    expect(await cache.get('k', fetch)).toBe('v3');
  });

  it('does not keep what lives no time, and forgets what was used longest ago', async () => {
    const cache = create(2);
    const brief = async () => ({
      ...(await fetch()),
      refreshAfterMs: 0,
      expireAfterMs: 0,
    });
    expect(await cache.get('k', brief)).toBe('v1');
    expect(await cache.get('k', brief)).toBe('v2');
    await cache.get('a', fetch);
    await cache.get('b', fetch);
    expect(await cache.get('a', fetch)).toBe('v3');
    await cache.get('c', fetch);
    expect(await cache.get('a', fetch)).toBe('v3');
    expect(await cache.get('b', fetch)).toBe('v6');
  });
});
