import { TestDatabases } from '@backstage/backend-test-utils';
import { DatabaseTokenStore } from '../database/DatabaseTokenStore';
import { openPortalDatabase } from '../database/openPortalDatabase';
import { OneTimeTokens } from './OneTimeTokens';

const SHOP = { name: 'shop', uid: 'uid-1' };

describe('OneTimeTokens', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  async function open(ttlMs = 60_000) {
    const knex = await databases.init('SQLITE_3');
    await openPortalDatabase({ getClient: async () => knex });
    const store = DatabaseTokenStore.create(knex);
    return { knex, tokens: OneTimeTokens.create({ store, ttlMs }) };
  }

  it('keeps no token, only digests', async () => {
    const { knex, tokens } = await open();
    const { token } = await tokens.issue(SHOP, 'user:default/admin');
    expect(JSON.stringify(await knex('one_time_tokens'))).not.toContain(token);
    expect((await tokens.find(token))?.environment).toEqual(SHOP);
  });

  it('has several live at once, and lets each be used once', async () => {
    const { tokens } = await open();
    const [a, b] = [
      await tokens.issue(SHOP, 'user:default/admin'),
      await tokens.issue(SHOP, 'user:default/admin'),
    ];
    expect(await (await tokens.find(a.token))?.consume()).toBe(true);
    expect(await tokens.find(a.token)).toBeUndefined();
    expect(await tokens.find(b.token)).toBeDefined();
  });

  it('is live again when what it was used for failed', async () => {
    const { tokens } = await open();
    const { token } = await tokens.issue(SHOP, 'user:default/admin');
    const found = await tokens.find(token);
    await found?.consume();
    await found?.restore();
    expect(await (await tokens.find(token))?.consume()).toBe(true);
  });

  it('lets exactly one of many at once win', async () => {
    const { tokens } = await open();
    const { token } = await tokens.issue(SHOP, 'user:default/admin');
    const found = await Promise.all(
      Array.from({ length: 20 }, () => tokens.find(token)),
    );
    const won = await Promise.all(found.map(f => f?.consume()));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('knows no expired token', async () => {
    const { tokens } = await open(-1);
    const { token } = await tokens.issue(SHOP, 'user:default/admin');
    expect(await tokens.find(token)).toBeUndefined();
  });

  it('knows nothing that it did not issue', async () => {
    const { tokens } = await open();
    expect(await tokens.find('guess')).toBeUndefined();
    expect(await tokens.find('x'.repeat(10_000))).toBeUndefined();
  });
});
