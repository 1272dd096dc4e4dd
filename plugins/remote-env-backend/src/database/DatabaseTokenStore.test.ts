import { createHash, randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import {
  startPostgres,
  type TestPostgres,
} from '@remote-env/plugin-remote-env-node/testing';
import createKnex, { type Knex } from 'knex';
import type { StoredToken } from '../trust';
import { DatabaseTokenStore } from './DatabaseTokenStore';

const RACERS = 16;

function newToken(): StoredToken {
  return {
    digest: createHash('sha256').update(randomBytes(32)).digest('hex'),
    environment: { name: 'shop', uid: 'uid-1' },
    issuedBy: 'user:default/admin',
    issuedAt: new Date(),
    expiresAt: new Date(Date.now() + 300_000),
  };
}

/** Several portals on one PostgreSQL; a schema of its own, so that any server will do. */
describe('DatabaseTokenStore with replicas on PostgreSQL', () => {
  const schema = `tokens_${randomUUID().replaceAll('-', '')}`;
  let postgres: TestPostgres;
  let replicas: Knex[] = [];

  beforeAll(async () => {
    postgres = await startPostgres();
    replicas = Array.from({ length: 4 }, () =>
      createKnex({
        client: 'pg',
        connection: postgres.connectionString,
        searchPath: [schema],
        pool: { min: 0, max: 4 },
      }),
    );
    await replicas[0]?.schema.createSchema(schema);
    await replicas[0]?.migrate.latest({
      directory: path.join(__dirname, '../../migrations'),
      schemaName: schema,
    });
  }, 60_000);

  afterAll(async () => {
    await replicas[0]?.schema.dropSchema(schema, true);
    await Promise.all(replicas.map(knex => knex.destroy()));
    await postgres.stop();
  });

  /** The same call by many requests at once, spread over the replicas. */
  async function race(
    act: (store: DatabaseTokenStore, racer: number) => Promise<boolean>,
  ): Promise<number> {
    const stores = replicas.map(knex => DatabaseTokenStore.create(knex));
    const results = await Promise.all(
      Array.from({ length: RACERS }, (_, i) => {
        const store = stores[i % stores.length];
        return store ? act(store, i) : false;
      }),
    );
    return results.filter(Boolean).length;
  }

  function anyStore() {
    const [knex] = replicas;
    if (!knex) {
      throw new Error('there is no replica');
    }
    return DatabaseTokenStore.create(knex);
  }

  it('lets one of many claim a token', async () => {
    const token = newToken();
    await anyStore().add(token);
    const until = new Date(Date.now() + 30_000);
    expect(
      await race((store, i) =>
        store.claim(token.digest, { id: `${i}`, until }),
      ),
    ).toBe(1);
    expect(await race((store, i) => store.consume(token.digest, `${i}`))).toBe(
      1,
    );
    expect(await anyStore().find(token.digest)).toBeUndefined();
  });

  it('frees a token whose claim has ended or was given back', async () => {
    const token = newToken();
    await anyStore().add(token);
    const past = { id: 'dead', until: new Date(Date.now() - 1) };
    expect(await anyStore().claim(token.digest, past)).toBe(true);
    const now = { id: 'alive', until: new Date(Date.now() + 30_000) };
    expect(await anyStore().claim(token.digest, now)).toBe(true);
    expect(await anyStore().consume(token.digest, 'dead')).toBe(false);
    await anyStore().release(token.digest, 'dead');
    expect(await anyStore().claim(token.digest, past)).toBe(false);
    await anyStore().release(token.digest, 'alive');
    expect(await anyStore().claim(token.digest, past)).toBe(true);
  });

  it('replaces a token once, or not at all', async () => {
    const token = newToken();
    await anyStore().add(token);
    const next = Array.from({ length: RACERS }, newToken);
    expect(
      await race((store, i) =>
        store.replace(token.digest, next[i] ?? newToken()),
      ),
    ).toBe(1);
    const live = await Promise.all(
      next.map(({ digest }) => anyStore().find(digest)),
    );
    expect(live.filter(Boolean)).toHaveLength(1);

    const [one, other] = [newToken(), newToken()];
    await anyStore().add(one);
    await anyStore().add(other);
    await expect(anyStore().replace(one.digest, other)).rejects.toThrow();
    expect(await anyStore().find(one.digest)).toEqual(one);
  });
});
