import { TestDatabases } from '@backstage/backend-test-utils';
import { DatabaseTokenStore } from '../database/DatabaseTokenStore';
import { openPortalDatabase } from '../database/openPortalDatabase';
import { InvalidTokenError } from './errors';
import { OneTimeTokens } from './OneTimeTokens';

const SHOP = { name: 'shop', uid: 'uid-1' };
const ADMIN = 'user:default/admin';

describe('OneTimeTokens', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  async function open(ttlMs = 60_000) {
    const knex = await databases.init('SQLITE_3');
    await openPortalDatabase({ getClient: async () => knex });
    const store = DatabaseTokenStore.create(knex);
    return { knex, store, tokens: OneTimeTokens.create({ store, ttlMs }) };
  }

  afterEach(() => jest.useRealTimers());

  it('keeps no token, only digests', async () => {
    const { knex, tokens } = await open();
    const { token } = await tokens.issue(SHOP, ADMIN);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await knex('one_time_tokens'))).not.toContain(token);
    expect(await tokens.find(token)).toMatchObject({
      environment: SHOP,
      issuedBy: ADMIN,
    });
  });

  it('has several live at once, and lets each be used once', async () => {
    const { tokens } = await open();
    const a = await tokens.issue(SHOP, ADMIN);
    const b = await tokens.issue(SHOP, ADMIN);
    const found = await tokens.find(a.token);
    expect(await found?.use(async () => 'done')).toBe('done');
    await expect(found?.use(async () => 'again')).rejects.toThrow(
      InvalidTokenError,
    );
    expect(await tokens.find(a.token)).toBeUndefined();
    expect(await tokens.find(b.token)).toBeDefined();
  });

  it('is used up by success only', async () => {
    const { tokens } = await open();
    const { token } = await tokens.issue(SHOP, ADMIN);
    const found = await tokens.find(token);
    await expect(
      found?.use(() => Promise.reject(new Error('no certificate'))),
    ).rejects.toThrow('no certificate');
    expect(await (await tokens.find(token))?.use(async () => 1)).toBe(1);
  });

  it('lets exactly one of many at once win, and only that one work', async () => {
    const { tokens } = await open();
    const { token } = await tokens.issue(SHOP, ADMIN);
    const found = await Promise.all(
      Array.from({ length: 20 }, () => tokens.find(token)),
    );
    const work = jest.fn(async () => 'certificate');
    const results = await Promise.allSettled(found.map(f => f?.use(work)));
    expect(results.filter(r => r.status === 'fulfilled')).toHaveLength(1);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('is not used up by a portal that dies while it uses it', async () => {
    const { store, tokens } = await open(600_000);
    const { token } = await tokens.issue(SHOP, ADMIN);
    const dead = await tokens.find(token);
    const never = new Promise<void>(() => {});
    // Whoever claimed it does not come back.
    const claimed = new Promise<void>(resolve => {
      dead?.use(() => {
        resolve();
        return never;
      });
    });
    await claimed;
    const found = await tokens.find(token);
    await expect(found?.use(async () => 1)).rejects.toThrow(InvalidTokenError);
    await expect(found?.exchange()).rejects.toThrow(InvalidTokenError);

    const later = Date.now() + 31_000;
    jest
      .useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] })
      .setSystemTime(later);
    expect(await found?.use(async () => 1)).toBe(1);
    await store.removeExpired(new Date(later));
  });

  it('does not hand out what a use made that lost its claim', async () => {
    const { tokens } = await open(600_000);
    const { token } = await tokens.issue(SHOP, ADMIN);
    const [slow, fast] = [await tokens.find(token), await tokens.find(token)];
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout'],
    });
    const result = slow?.use(async () => {
      jest.setSystemTime(Date.now() + 31_000);
      expect(await fast?.use(async () => 'fast')).toBe('fast');
      return 'slow';
    });
    await expect(result).rejects.toThrow(InvalidTokenError);
  });

  it('trades a token for a fresh one, once', async () => {
    const { tokens } = await open();
    const old = await tokens.issue(SHOP, ADMIN);
    const found = await Promise.all([
      tokens.find(old.token),
      tokens.find(old.token),
    ]);
    const results = await Promise.allSettled(found.map(f => f?.exchange()));
    const fresh = results.flatMap(r =>
      r.status === 'fulfilled' && r.value ? [r.value] : [],
    );
    expect(fresh).toHaveLength(1);
    expect(await tokens.find(old.token)).toBeUndefined();
    expect(await tokens.find(fresh[0]?.token ?? '')).toMatchObject({
      environment: SHOP,
      issuedBy: ADMIN,
    });
  });

  it('knows no expired token, and forgets it', async () => {
    const { knex, tokens } = await open(60_000);
    const { token, expiresAt } = await tokens.issue(SHOP, ADMIN);
    const found = await tokens.find(token);
    jest
      .useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] })
      .setSystemTime(expiresAt);
    expect(await tokens.find(token)).toBeUndefined();
    await expect(found?.use(async () => 1)).rejects.toThrow(InvalidTokenError);
    await expect(found?.exchange()).rejects.toThrow(InvalidTokenError);
    await tokens.issue(SHOP, ADMIN);
    expect(await knex('one_time_tokens')).toHaveLength(1);
  });

  it('knows nothing that it did not issue', async () => {
    const { tokens } = await open();
    expect(await tokens.find('guess')).toBeUndefined();
    expect(await tokens.find('x'.repeat(10_000))).toBeUndefined();
  });

  it('forgets the tokens of an environment', async () => {
    const { store, tokens } = await open();
    const { token } = await tokens.issue(SHOP, ADMIN);
    const other = await tokens.issue({ name: 'erp', uid: 'uid-2' }, ADMIN);
    await store.removeOf(SHOP.uid);
    expect(await tokens.find(token)).toBeUndefined();
    expect(await tokens.find(other.token)).toBeDefined();
  });
});
