import path from 'node:path';
import {
  RemoteEnvironmentKind,
  type NewResource,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import type { DatabaseConnection } from '../../config';
import { createDatabaseResourceStore } from '../../database';
import {
  createResource,
  DEFAULT_HISTORY,
} from '../../database/resources/operations';
import {
  formatStored,
  kindKey,
  pathOf,
} from '../../database/resources/storedObject';
import type { ResourceStore } from '../../ports';
import { Program } from '../programs/Program';
import type { ResourceStoreHarness } from '../resourceStore';
import { TEST_ENCRYPTION_KEY } from './encryptionKey';
import type { TestDatabase } from './TestDatabase';

/** The contract's way to the resource store on one database. */
export async function databaseResourceStoreHarness(
  database: TestDatabase,
): Promise<ResourceStoreHarness> {
  const { connection } = database;
  const program = await Program.build(
    path.join(__dirname, 'resourceStoreProgram.ts'),
  );
  const open = (historyRows?: number) => openStore(connection, historyRows);
  return {
    open: async () => open(),
    spawn: (...task) => program.start(JSON.stringify(connection), ...task),
    expireHistory: () => writeUntilExpired(open(1)),
    keepWritersOut: ms => database.keepWritersOut(ms),
    createAndPause: object =>
      database.runAndPause(createResource, args(object)),
    storedBytes: () => database.storedBytes(),
    dispose: async () => {
      await program.dispose();
      await database.dispose();
    },
  };
}

function openStore(
  connection: DatabaseConnection,
  historyRows?: number,
): ResourceStore {
  return createDatabaseResourceStore({
    connection,
    encryptionKey: TEST_ENCRYPTION_KEY,
    ...(historyRows !== undefined && {
      tuning: { history: { rows: historyRows } },
    }),
  });
}

/** A store that keeps next to no history cuts it with its next writes. */
async function writeUntilExpired(store: ResourceStore): Promise<void> {
  for (const name of ['a', 'b', 'c']) {
    await store.create(RemoteEnvironmentKind, {
      apiVersion: RemoteEnvironmentKind.apiVersion,
      kind: RemoteEnvironmentKind.kind,
      metadata: { namespace: `expire-${crypto.randomUUID()}`, name },
      spec: {},
    });
  }
  await store.close();
}

function args(
  object: NewResource<RemoteEnvironment>,
): Parameters<typeof createResource.run>[0] {
  return {
    kind: kindKey(object),
    path: pathOf(object.metadata),
    uid: crypto.randomUUID(),
    object: formatStored({
      metadata: { creationTimestamp: '2030-01-01T00:00:00Z', generation: 1 },
      body: { spec: object.spec },
    }),
    labels: {},
    owners: [],
    history: DEFAULT_HISTORY,
  };
}
