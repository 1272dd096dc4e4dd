import {
  API_VERSION,
  RemoteEnvironmentKind,
} from '@remote-env/plugin-remote-env-common';
import pg from 'pg';
import { ResourceCache } from '../../informer';
import type { ResourceStore } from '../../ports';
import { until } from '../../testing/conditions';
import { startPostgres, type TestPostgres } from '../../testing';
import { createDatabaseResourceStore } from '../resources/createDatabaseResourceStore';

const kind = RemoteEnvironmentKind;

describe('stores on PostgreSQL', () => {
  let server: TestPostgres;
  let admin: pg.Client;
  let schemas = 0;
  const stores: ResourceStore[] = [];

  function open(
    schema: string,
    connectionString = server.connectionString,
  ): ResourceStore {
    const store = createDatabaseResourceStore({
      connection: { client: 'pg', connectionString, schema },
      encryptionKey: Buffer.alloc(32, 1),
    });
    stores.push(store);
    return store;
  }

  const freshSchema = () => `engine_test_${process.pid}_${(schemas += 1)}`;

  const create = (store: ResourceStore, name: string) =>
    store.create(kind, {
      apiVersion: API_VERSION,
      kind: 'RemoteEnvironment',
      metadata: { namespace: 'a', name },
      spec: {},
    });

  const cutAllConnections = () =>
    admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'remote-env'`,
    );

  beforeAll(async () => {
    server = await startPostgres();
    admin = new pg.Client({ connectionString: server.connectionString });
    await admin.connect();
  }, 60_000);

  afterEach(async () => {
    await Promise.all(stores.splice(0).map(store => store.close()));
    await admin.query(
      Array.from(
        { length: schemas },
        (_, index) =>
          `DROP SCHEMA IF EXISTS engine_test_${process.pid}_${
            index + 1
          } CASCADE`,
      ).join(';'),
    );
  });

  afterAll(async () => {
    await admin?.end();
    await server?.stop();
  });

  it('makes its tables once, however many begin at the same time', async () => {
    const schema = freshSchema();
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        create(open(schema), `n${index}`),
      ),
    );
    const versions = made.map(({ metadata }) => metadata.resourceVersion);
    expect(new Set(versions).size).toBe(6);
  });

  it('misses nothing when its connections are cut', async () => {
    const schema = freshSchema();
    const [writer, reader] = [open(schema), open(schema)];
    await create(writer, 'before');
    const cache = ResourceCache.start(reader, kind);
    await cache.ready;
    for (let round = 0; round < 5; round++) {
      await cutAllConnections();
      // A write whose connection was cut may fail; whoever asked for it tries again.
      await until('it is written', () =>
        create(writer, `n${round}`).then(
          () => true,
          error => error.name === 'ResourceExistsError',
        ),
      );
      await cutAllConnections();
      await until('it is seen', () => cache.size === round + 2);
    }
    const names = cache.list().map(({ metadata }) => metadata.name);
    expect(names.sort()).toEqual(['before', 'n0', 'n1', 'n2', 'n3', 'n4']);
    await cache.close();
  }, 30_000);

  it('says that the server cannot be reached', async () => {
    const store = open(freshSchema(), 'postgres://nobody@127.0.0.1:1/none');
    await expect(create(store, 'a')).rejects.toMatchObject({
      name: 'StoreUnavailableError',
    });
    await expect(
      store.get(kind, { namespace: 'a', name: 'a' }),
    ).rejects.toMatchObject({ name: 'StoreUnavailableError' });
  });

  it('keeps the failure of one write from the others of its transaction', async () => {
    const store = open(freshSchema());
    await create(store, 'taken');
    const outcomes = await Promise.allSettled(
      ['a', 'taken', 'b', 'taken', 'c'].map(name => create(store, name)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    const { items } = await store.list(kind);
    expect(items.map(({ metadata }) => metadata.name)).toEqual([
      'a',
      'b',
      'c',
      'taken',
    ]);
  });

  it('refuses a schema whose name it would have to quote', () => {
    expect(() => open('no; DROP')).toThrow('schema');
  });
});
