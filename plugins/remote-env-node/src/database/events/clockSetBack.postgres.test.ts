import { Consumption } from '../../testing/eventBus/Consumption';
import { makeConsumer, publishAll } from '../../testing/eventBus/samples';
import { postgresTestDatabase } from '../../testing/database/postgresTestDatabase';
import { sqliteTestDatabase } from '../../testing/database/sqliteTestDatabase';
import { type Operation, sql } from '../engine/Operation';
import {
  startPostgres,
  type TestPostgres,
} from '../../testing/postgres/startPostgres';
import { createDatabaseEventBus } from './createDatabaseEventBus';

const DAY_MS = 24 * 3600 * 1000;

/** Leaves the tables as they are when the engine's clock was a day ahead until this moment. */
const setClockBack: Operation<undefined, undefined> = {
  name: 'test.setClockBack',
  mode: 'write',
  *run() {
    yield sql('UPDATE event_deliveries SET due = due + ?', DAY_MS);
    yield sql('UPDATE event_clock SET looked_at = looked_at + ?', DAY_MS);
    return undefined;
  },
};

describe('a clock that is set back by a day', () => {
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await startPostgres();
  });

  afterAll(() => postgres?.stop());

  it.each([
    ['SQLite', () => sqliteTestDatabase()],
    ['PostgreSQL', () => postgresTestDatabase(postgres.connectionString)],
  ])('keeps no delivery waiting for the old time on %s', async (_, make) => {
    const database = await make();
    const bus = createDatabaseEventBus({
      connection: database.connection,
      duplicateWindowSeconds: 300,
      retentionSeconds: 3600,
    });
    try {
      const { name } = await makeConsumer(bus, 'uid', { ackWaitMs: 1000 });
      await publishAll(bus, 'uid', ['left behind', 'to be retried']);
      const before = Consumption.start(bus, name, async delivery => {
        if (delivery.event.id === 'to be retried') {
          await delivery.retry(500, 'not now');
        }
      });
      await before.has(2);
      await before.stop();

      const { commit } = await database.runAndPause(setClockBack, undefined);
      await commit();

      const after = Consumption.start(bus, name, delivery => delivery.ack());
      await after.has(2, 5000);
      expect(after.ids.sort()).toEqual(['left behind', 'to be retried']);
      await after.stop();
    } finally {
      await bus.close();
      await database.dispose();
    }
  });
});
