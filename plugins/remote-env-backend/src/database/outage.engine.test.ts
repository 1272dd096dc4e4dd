import { setTimeout as delay } from 'node:timers/promises';
import { RemoteEnvironmentKind } from '@remote-env/plugin-remote-env-common';
import {
  startPostgres,
  type TestPostgres,
} from '@remote-env/plugin-remote-env-node/testing';
import createKnex, { type Knex } from 'knex';
import { mockLogger } from '../__testUtils__/mockLogger';
import { environmentObject } from '../__testUtils__/objects';
import { eventually, SYSTEM, useTestStore } from '../__testUtils__/testStore';
import { DatabaseActivityLog } from '../activity';
import {
  EnvironmentList,
  ProjectingResourceStore,
  ResourceIndex,
} from '../index-projection';
import { isDatabaseUnavailable } from './isDatabaseUnavailable';
import { openPortalDatabase } from './openPortalDatabase';

/** A server that was named is not ours to kill. */
const named = process.env.REMOTE_ENV_TEST_POSTGRES_URL !== undefined;

(named ? describe.skip : describe)('PostgreSQL killed under load', () => {
  const testStore = useTestStore();
  const logger = mockLogger();
  let postgres: TestPostgres;
  let knex: Knex;

  beforeAll(async () => {
    // Knex tells there of each connection that breaks.
    jest.spyOn(console, 'log').mockImplementation();
    postgres = await startPostgres();
    knex = createKnex({
      client: 'pg',
      connection: postgres.connectionString,
      pool: { min: 0, max: 8 },
    });
    await openPortalDatabase({ getClient: async () => knex });
  }, 60_000);

  afterAll(async () => {
    await knex.destroy();
    await postgres.stop();
  });

  it('is said to be away meanwhile, and nothing is missing or double afterwards', async () => {
    const activity = DatabaseActivityLog.create({ knex, logger });
    const store = testStore.open();
    const index = ResourceIndex.create({
      knex,
      store,
      namespace: SYSTEM,
      logger,
    });
    index.start();
    await index.whenBuilt();
    const writing = ProjectingResourceStore.create({
      store,
      index,
      namespace: SYSTEM,
    });
    const environments = EnvironmentList.create(knex);
    const loading = new AbortController();
    const refused: unknown[] = [];
    let written = 0;
    const load = async (worker: number) => {
      for (let i = 0; !loading.signal.aborted; i++) {
        const name = `e-${worker}-${i}`;
        await writing.create(RemoteEnvironmentKind, environmentObject(name));
        await activity.record({
          action: 'environment-create',
          outcome: 'success',
          environment: { name, uid: name },
        });
        written += 1;
        await environments
          .list({ limit: 1 })
          .catch(error => refused.push(error));
        await delay(5);
      }
    };
    const workers = [0, 1, 2, 3].map(load);
    await eventually(() => expect(written).toBeGreaterThan(20), 20_000);
    await postgres.kill();
    const before = written;
    await eventually(() => {
      expect(written).toBeGreaterThan(before + 20);
      expect(refused.length).toBeGreaterThan(10);
    }, 20_000);
    await postgres.restart();
    const back = refused.length;
    await eventually(async () => {
      await environments.list({ limit: 1 });
      expect(written).toBeGreaterThan(before + 40);
    }, 20_000);
    loading.abort();
    await Promise.all(workers);

    expect(back).toBeGreaterThan(0);
    expect(refused.filter(error => !isDatabaseUnavailable(error))).toEqual([]);
    await eventually(async () => {
      const entries = await knex('activity').select('environment');
      expect(entries).toHaveLength(written);
      expect(new Set(entries.map(row => row.environment)).size).toBe(written);
      expect((await environments.list({ limit: 1 })).totalItems).toBe(written);
    }, 20_000);
    const { signal } = new AbortController();
    const kinds = await index.compare(signal);
    expect(kinds.flatMap(({ examples }) => examples)).toEqual([]);
    await activity.close();
    await index.stop();
  }, 120_000);
});
