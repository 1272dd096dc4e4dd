import path from 'node:path';
import { createDatabaseEventBus } from '../../database';
import type { Operation } from '../../database/engine/Operation';
import { int, sql } from '../../database/engine/Operation';
import { toRecord } from '../../database/events/eventCodec';
import { cleanEvents, publishEvents } from '../../database/events/operations';
import type { EventBusHarness, OpenOptions } from '../eventBus';
import { Program } from '../programs/Program';
import type { TestDatabase } from './TestDatabase';

const DAY = 24 * 3600;
const WINDOW = 300;

const countEvents: Operation<string, number> = {
  name: 'test.countEvents',
  mode: 'read',
  *run(id) {
    const [row] = yield sql(
      'SELECT COUNT(*) AS n FROM events WHERE envelope LIKE ?',
      `%"id":${JSON.stringify(id)}%`,
    );
    return row ? int(row, 'n') : 0;
  },
};

/** The contract's way to the event bus on one database. */
export async function databaseEventBusHarness(
  database: TestDatabase,
): Promise<EventBusHarness> {
  const { connection } = database;
  const program = await Program.build(
    path.join(__dirname, 'eventBusProgram.ts'),
  );
  const once = async <A, R>(operation: Operation<A, R>, args: A) => {
    const { commit, result } = await database.runAndPause(operation, args);
    await commit();
    return result;
  };
  return {
    open: async (options: OpenOptions = {}) =>
      createDatabaseEventBus({
        connection,
        duplicateWindowSeconds: options.duplicateWindowSeconds ?? WINDOW,
        retentionSeconds: options.retentionSeconds ?? DAY,
      }),
    spawn: (...task) => program.start(JSON.stringify(connection), ...task),
    clean: async ({
      retentionSeconds = DAY,
      duplicateWindowSeconds = WINDOW,
    }) => {
      let after: number | undefined = 0;
      while (after !== undefined) {
        after = await once(cleanEvents, {
          retentionMs: retentionSeconds * 1000,
          duplicateWindowMs: duplicateWindowSeconds * 1000,
          after,
        });
      }
    },
    holds: async id => (await once(countEvents, id)) > 0,
    keepWritersOut: ms => database.keepWritersOut(ms),
    publishAndPause: event =>
      database.runAndPause(publishEvents, {
        events: [toRecord(event)],
        duplicateWindowMs: WINDOW * 1000,
      }),
    dispose: async () => {
      await program.dispose();
      await database.dispose();
    },
  };
}
